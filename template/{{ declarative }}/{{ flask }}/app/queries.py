"""Queries shared by features."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import Select, func
from sqlalchemy.orm.interfaces import ORMOption

from app.pagination import PageParams
from app.sessions import Session

T = TypeVar("T")


def fetch_page(
    session: Session,
    statement: Select[T],
    params: PageParams,
    *,
    options: Sequence[ORMOption] = (),
) -> tuple[Sequence[T], int]:
    """Fetch one page of an ordered query, and count all of its rows.

    Args:
        options: Load related rows. The count leaves them out.
    """
    total = session.scalar(
        statement.with_only_columns(func.count(), maintain_column_froms=True).order_by(
            None
        )
    )
    page = statement.options(*options).limit(params.limit).offset(params.offset)
    rows = session.scalars(page)
    return rows.all(), total or 0
