"""Lists come in pages: `limit` and `offset` in, items and their total out."""

from typing import Any

from rest_framework import serializers
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from app.rest import MAX_INTEGER, read_query


class PageParams(serializers.Serializer[Any]):
    """The query of a list, to which each list adds its filters."""

    limit = serializers.IntegerField(default=20, min_value=1, max_value=100)
    offset = serializers.IntegerField(default=0, min_value=0, max_value=MAX_INTEGER)


class Pages(BasePagination):
    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any]:
        self.params = read_query(PageParams, request)
        self.total = queryset.count()
        first = self.params["offset"]
        return list(queryset[first : first + self.params["limit"]])

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"items": data, "total": self.total, **self.params})

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
