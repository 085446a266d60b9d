"""Queries that several features make."""

from collections.abc import Sequence
from typing import TypeVar

from tortoise.models import Model
from tortoise.queryset import QuerySet

from app.pagination import PageParams

M = TypeVar("M", bound=Model)


async def fetch_page(query: QuerySet[M], params: PageParams) -> tuple[Sequence[M], int]:
    """Run a query for one page, newest first, and count what it would find in all."""
    total = await query.count()
    page = query.order_by("-id").limit(params.limit).offset(params.offset)
    return await page, total
