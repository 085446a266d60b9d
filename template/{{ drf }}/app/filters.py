"""Filters of lists by the query of the request."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django_filters import Filter
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError
from rest_framework.views import APIView

from app.pagination import PageSerializer
from app.rest import InvalidParameterError


class FilterBackend(DjangoFilterBackend):
    """Filters by `filterset_class` or `filterset_fields` of the view."""

    def filter_queryset(
        self, request: HttpRequest, queryset: QuerySet[Any], view: APIView
    ) -> QuerySet[Any]:
        """Filter the rows.

        Raises:
            InvalidParameterError: Parameters of the query are invalid.
        """
        try:
            return super().filter_queryset(request, queryset, view)
        except ValidationError as error:
            page = PageSerializer(data=request.GET.dict())
            page.is_valid()  # if not, the response names its errors, too
            errors: Any = error.detail
            raise InvalidParameterError(
                {**errors, **page.errors}, source="query"
            ) from None


class IntegerField(forms.IntegerField):
    """An integer that can be left out, but not empty."""

    empty_values = [None]  # noqa: RUF012


class IntegerFilter(Filter):
    """Filters by an integer. Django-filter's `NumberFilter` also accepts decimals."""

    field_class = IntegerField
