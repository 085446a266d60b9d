"""Queries shared by features."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy.orm.interfaces import ORMOption
from sqlmodel import func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.pagination import PageParams
from app.sessions import AsyncSession

T = TypeVar("T")


async def fetch_page(
    session: AsyncSession,
    statement: SelectOfScalar[T],
    params: PageParams,
    *,
    options: Sequence[ORMOption] = (),
) -> tuple[Sequence[T], int]:
    """Fetch one page of an ordered query, and count all of its rows.

    Args:
        options: Load related rows. The count leaves them out.
    """
    found = statement.order_by(None).subquery()
    total = await session.exec(select(func.count()).select_from(found))
    page = statement.options(*options).limit(params.limit).offset(params.offset)
    rows = await session.exec(page)
    return rows.all(), total.one()
