"""Queries shared by features."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy.orm.interfaces import ORMOption
from sqlmodel import func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.pagination import PageParams
from app.sessions import Session

T = TypeVar("T")


def fetch_page(
    session: Session,
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
    total = session.exec(select(func.count()).select_from(found))
    page = statement.options(*options).limit(params.limit).offset(params.offset)
    rows = session.exec(page)
    return rows.all(), total.one()
