"""Filters of lists by the query of the request."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django_filters import NumberFilter
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from app.rest import InvalidParameterError


class FilterBackend(DjangoFilterBackend):
    """Filters by `filterset_class` or `filterset_fields` of the view."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: APIView
    ) -> QuerySet[Any]:
        """Filter the rows.

        Raises:
            InvalidParameterError: Parameters of the query are invalid.
        """
        try:
            return super().filter_queryset(request, queryset, view)
        except ValidationError as error:
            raise InvalidParameterError(error.detail, source="query") from None


class IntegerFilter(NumberFilter):
    """Filters by an integer. `NumberFilter` also accepts decimals."""

    field_class = forms.IntegerField
