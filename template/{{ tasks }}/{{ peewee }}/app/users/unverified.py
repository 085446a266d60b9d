"""Queries about accounts that were never verified."""

from collections.abc import Sequence
from datetime import datetime

from peewee import fn

from app.sessions import Session
from app.users.models import Role, User


def lock(session: Session, *, before: datetime, limit: int) -> Sequence[User]:
    """Lock users, unverified and unchanged since a time, that no other row refers to.

    Administrators and inactive users are left out.
    """
    users = User.select().where(
        ~User.email_verified,
        User.is_active,
        User.role == Role.USER,
        User.created_at < before,
        User.updated_at < before,
        *(
            ~fn.EXISTS(model.select(1).where(field == User.id))
            for field, model in User._meta.backrefs.items()
        ),
    )
    return list(users.order_by(User.id).limit(limit).for_update())
