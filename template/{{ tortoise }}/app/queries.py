"""Queries shared by several features."""

from collections.abc import Sequence
from typing import Any, TypeVar

from tortoise.models import Model
from tortoise.queryset import QuerySet

from app.models import Timestamps
from app.pagination import PageParams
from app.sessions import AsyncSession

M = TypeVar("M", bound=Model)


async def fetch_page(query: QuerySet[M], params: PageParams) -> tuple[Sequence[M], int]:
    """Return one page of a query, newest first, and the number of all its rows."""
    total = await query.count()
    page = query.order_by("-id").limit(params.limit).offset(params.offset)
    return await page, total


async def change(
    session: AsyncSession, row: Timestamps, values: dict[str, Any]
) -> None:
    """Update the columns of a locked row whose values differ."""
    changed = {
        name: value for name, value in values.items() if value != getattr(row, name)
    }
    if changed:
        row.update_from_dict(changed)
        columns = {*changed, "updated_at"}
        await row.save(using_db=await session.connection(), update_fields=columns)
