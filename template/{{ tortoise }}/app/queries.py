"""Queries that several features make."""

from collections.abc import Sequence
from typing import Any, TypeVar

from tortoise.models import Model
from tortoise.queryset import QuerySet

from app.models import Timestamps
from app.pagination import PageParams
from app.sessions import Session

M = TypeVar("M", bound=Model)


async def fetch_page(query: QuerySet[M], params: PageParams) -> tuple[Sequence[M], int]:
    """Run a query for one page, newest first, and count what it would find in all."""
    total = await query.count()
    page = query.order_by("-id").limit(params.limit).offset(params.offset)
    return await page, total


async def change(session: Session, row: Timestamps, values: dict[str, Any]) -> None:
    """Write these columns of a row that is locked, and leave the others alone."""
    changed = {
        name: value for name, value in values.items() if value != getattr(row, name)
    }
    if changed:
        row.update_from_dict(changed)
        columns = {*changed, "updated_at"}
        await row.save(using_db=await session.connection(), update_fields=columns)
