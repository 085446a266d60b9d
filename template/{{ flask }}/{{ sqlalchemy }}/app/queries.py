"""Queries that several features make."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import Select, func
from sqlalchemy.orm import Session

from app.pagination import PageParams

T = TypeVar("T")


def fetch_page(
    session: Session, statement: Select[T], params: PageParams
) -> tuple[Sequence[T], int]:
    """Run an ordered query for one page, and count what it would find in all."""
    total = session.scalar(
        statement.with_only_columns(func.count(), maintain_column_froms=True).order_by(
            None
        )
    )
    rows = session.scalars(statement.limit(params.limit).offset(params.offset))
    return rows.all(), total or 0
