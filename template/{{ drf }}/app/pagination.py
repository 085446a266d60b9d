"""Pages of lists, chosen by `limit` and `offset`."""

import warnings
from collections.abc import Mapping
from typing import Any

from django.core.paginator import UnorderedObjectListWarning
from django.db.models import QuerySet
from rest_framework import pagination, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from app.rest import MAX_INTEGER, InvalidParameterError

DEFAULT_LIMIT = 20
MAX_LIMIT = 100


class PageSerializer(serializers.Serializer[Any]):
    limit = serializers.IntegerField(
        default=DEFAULT_LIMIT, min_value=1, max_value=MAX_LIMIT
    )
    offset = serializers.IntegerField(default=0, min_value=0, max_value=MAX_INTEGER)


class LimitOffsetPagination(pagination.LimitOffsetPagination):
    """Refuses a `limit` or `offset` that is out of range."""

    page: Mapping[str, int]

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        """Read one page.

        Raises:
            InvalidParameterError: The `limit` or `offset` is invalid.
        """
        serializer = PageSerializer(data=request.query_params.dict())
        if not serializer.is_valid():
            raise InvalidParameterError(serializer.errors, source="query")
        if isinstance(queryset, QuerySet) and not queryset.ordered:
            warnings.warn(
                f"Order the rows of {queryset.model.__name__}: pages without an order "
                "repeat and miss rows.",
                UnorderedObjectListWarning,
                stacklevel=2,
            )
        self.page = serializer.validated_data
        return super().paginate_queryset(queryset, request, view)

    def get_limit(self, request: Request) -> int:
        return self.page["limit"]

    def get_offset(self, request: Request) -> int:
        return self.page["offset"]

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"items": data, "total": self.count, **self.page})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        number = {"type": "integer"}
        properties = {
            "items": schema,
            "total": number,
            "limit": number,
            "offset": number,
        }
        return {
            "type": "object",
            "required": list(properties),
            "properties": properties,
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        limit = {"minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
        offset = {"minimum": 0, "maximum": MAX_INTEGER, "default": 0}
        return [
            {"name": name, "in": "query", "schema": {"type": "integer", **schema}}
            for name, schema in (("limit", limit), ("offset", offset))
        ]
