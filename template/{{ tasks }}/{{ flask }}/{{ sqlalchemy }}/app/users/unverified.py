"""Queries about accounts that were never verified."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select

from app.models import load_metadata
from app.sessions import Session
from app.users.models import Role, User
from app.users.references import references


def lock(session: Session, *, before: datetime, limit: int) -> Sequence[User]:
    """Lock users, unverified and unchanged since a time, that no other row refers to.

    Administrators and inactive users are left out.
    """
    users = load_metadata().tables["users"]
    statement = (
        select(User)
        .where(
            users.c.email_verified.is_(False),
            users.c.is_active,
            users.c.role == Role.USER,
            users.c.created_at < before,
            users.c.updated_at < before,
            *(~exists().where(column == users.c.id) for column in references(users)),
        )
        .order_by(users.c.id)
        .limit(limit)
        .with_for_update()
    )
    options = {"populate_existing": True}
    return session.scalars(statement.execution_options(**options)).all()
