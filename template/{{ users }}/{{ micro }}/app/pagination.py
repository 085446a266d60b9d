"""Pagination by limit and offset."""

from collections.abc import Sequence
from typing import Generic, Self, TypeVar

from pydantic import BaseModel, Field

MAX_INTEGER = 2**31 - 1  # the largest value of an integer column

T = TypeVar("T")


class PageParams(BaseModel):
    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=MAX_INTEGER)


class Page(BaseModel, Generic[T]):
    items: list[T]
    total: int
    limit: int
    offset: int

    @classmethod
    def of(cls, rows: Sequence[object], total: int, params: PageParams) -> Self:
        """Create a page from rows that match the schema of its items."""
        return cls.model_validate(
            {
                "items": rows,
                "total": total,
                "limit": params.limit,
                "offset": params.offset,
            }
        )
