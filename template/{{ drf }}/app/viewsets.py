"""Base classes of viewsets, which follow the conventions of the API."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models
from rest_framework import serializers, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from app.rest import MAX_INTEGER, InvalidParameterError

M = TypeVar("M", bound=models.Model)


class ViewSet(viewsets.ViewSet):
    """Refuses other methods with 405 before it asks for a token."""

    def check_permissions(self, request: Request) -> None:
        method = str(request.method).lower()
        if self.action is None or method not in self.http_method_names:
            self.http_method_not_allowed(request)
        super().check_permissions(request)


class GenericViewSet(ViewSet, viewsets.GenericViewSet[M]):
    """Refuses invalid ids with 422."""

    def get_object(self) -> M:
        key = self.get_queryset().model._meta.pk
        if self.lookup_field == "pk" and isinstance(key, models.IntegerField):
            self.get_id()
        return super().get_object()

    def get_id(self) -> int:
        """Read the id in the path.

        Raises:
            InvalidParameterError: It is no integer, or out of range.
        """
        name = self.lookup_url_kwarg or self.lookup_field
        field = serializers.IntegerField(min_value=1, max_value=MAX_INTEGER)
        try:
            number: int = field.run_validation(self.kwargs[name])
        except ValidationError as error:
            # In the document, `pk` is `id`.
            detail = {"id" if name == "pk" else name: error.detail}
            raise InvalidParameterError(detail, source="path") from None
        return number


class ModelViewSet(GenericViewSet[M], viewsets.ModelViewSet[M]):
    """Creates, lists, reads, updates by PATCH, and deletes."""

    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    def get_success_headers(self, data: Mapping[str, Any]) -> dict[str, str]:
        """Add the `Location` of a new row."""
        key = "id" if self.lookup_field == "pk" else self.lookup_field
        return {"Location": f"{self.request.path}/{data[key]}"} if key in data else {}
