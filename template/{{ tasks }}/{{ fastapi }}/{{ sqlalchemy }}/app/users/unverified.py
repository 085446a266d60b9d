"""Queries about accounts that were never verified."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select

from app.models import load_metadata
from app.sessions import AsyncSession
from app.users.models import Role
from app.users.references import references


async def find_ids(
    session: AsyncSession,
    *,
    before: datetime,
    limit: int | None = None,
    among: Sequence[int] | None = None,
) -> Sequence[int]:
    """Find unverified accounts, unchanged since a time, that no other row refers to."""
    users = load_metadata().tables["users"]
    statement = select(users.c.id).where(
        users.c.email_verified.is_(False),
        users.c.is_active,
        users.c.role == Role.USER,
        users.c.created_at < before,
        users.c.updated_at < before,
        *(~exists().where(column == users.c.id) for column in references(users)),
    )
    if among is not None:
        statement = statement.where(users.c.id.in_(among))
    connection = await session.connection()
    ids = await connection.scalars(statement.order_by(users.c.id).limit(limit))
    return ids.all()
