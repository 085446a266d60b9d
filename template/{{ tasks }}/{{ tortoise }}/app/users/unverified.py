"""Queries about accounts that were never verified."""

from collections.abc import Sequence
from datetime import datetime

from app.sessions import AsyncSession
from app.users.models import Role, User


async def find_ids(
    session: AsyncSession,
    *,
    before: datetime,
    limit: int | None = None,
    among: Sequence[int] | None = None,
) -> Sequence[int]:
    """Find unverified accounts, unchanged since a time, that no other row refers to."""
    users = User.filter(
        email_verified=False,
        is_active=True,
        role=Role.USER,
        created_at__lt=before,
        updated_at__lt=before,
        **{f"{name}__isnull": True for name in references()},
    )
    if among is not None:
        users = users.filter(id__in=among)
    if limit is not None:
        users = users.limit(limit)
    found = await users.order_by("id").using_db(await session.connection())
    return [user.id for user in found]


def references() -> set[str]:
    """Return the names of all relations of other models to users."""
    meta = User._meta
    return meta.backward_fk_fields | meta.backward_o2o_fields
