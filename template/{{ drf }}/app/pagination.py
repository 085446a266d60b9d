"""Pages of lists, chosen by `limit` and `offset`."""

from typing import Any

from rest_framework import pagination, serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from app.rest import MAX_INTEGER, InvalidParameterError


class LimitOffsetPagination(pagination.LimitOffsetPagination):
    """Refuses a `limit` or `offset` that is out of range."""

    default_limit = 20
    max_limit = 100

    def get_limit(self, request: Request) -> int:
        return read_integer(
            request, "limit", default=self.default_limit, minimum=1, maximum=100
        )

    def get_offset(self, request: Request) -> int:
        return read_integer(
            request, "offset", default=0, minimum=0, maximum=MAX_INTEGER
        )

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {
                "items": data,
                "total": self.count,
                "limit": self.limit,
                "offset": self.offset,
            }
        )

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
        limit = {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
        offset = {"type": "integer", "minimum": 0, "maximum": MAX_INTEGER, "default": 0}
        return [
            {"name": "limit", "in": "query", "schema": limit},
            {"name": "offset", "in": "query", "schema": offset},
        ]


def read_integer(
    request: Request, name: str, *, default: int, minimum: int, maximum: int
) -> int:
    """Read an integer from the query.

    Raises:
        InvalidParameterError: It is no integer, or out of range.
    """
    field = serializers.IntegerField(min_value=minimum, max_value=maximum)
    try:
        number: int = field.run_validation(request.query_params.get(name, default))
    except ValidationError as error:
        raise InvalidParameterError({name: error.detail}, source="query") from None
    return number
