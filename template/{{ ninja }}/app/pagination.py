"""Pagination by limit and offset."""

import warnings
from typing import Any

from django.core.paginator import UnorderedObjectListWarning
from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Schema
from ninja.pagination import PaginationBase
from pydantic import Field

MAX_INTEGER = 2**31 - 1  # the largest value of an integer column


class PageParams(PaginationBase.Input):
    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=MAX_INTEGER)


class LimitOffsetPagination(PaginationBase):
    Input = PageParams

    class Output(Schema):
        items: list[Any]
        total: int
        limit: int
        offset: int

    def paginate_queryset(
        self,
        queryset: QuerySet[Any],
        pagination: PageParams,
        request: HttpRequest,
        **params: Any,
    ) -> dict[str, Any]:
        if not queryset.ordered:
            warnings.warn(
                f"Order the rows of {queryset.model.__name__}: pages without an order "
                "repeat and miss rows.",
                UnorderedObjectListWarning,
                stacklevel=2,
            )
        first, last = pagination.offset, pagination.offset + pagination.limit
        return {
            "items": queryset[first:last],
            "total": queryset.count(),
            "limit": pagination.limit,
            "offset": pagination.offset,
        }
