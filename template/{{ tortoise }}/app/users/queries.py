"""Queries about users."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F, Q

from app import queries
from app.conflicts import constraint_of
from app.errors import EmailTakenError
from app.models import utc_now
from app.queries import fetch_page
from app.sessions import AsyncSession, cause_of
from app.users.models import Role, User
from app.users.schemas import UserFilters

UNIQUE_EMAIL = "uq_users_email"
ACTIVE_ADMIN = Q(role=Role.ADMIN, is_active=True)


async def get(session: AsyncSession, user_id: int) -> User | None:
    return await User.get_or_none(id=user_id, using_db=await session.connection())


async def get_by_email(session: AsyncSession, email: str) -> User | None:
    db = await session.connection()
    return await User.get_or_none(email=email.lower(), using_db=db)


async def list_page(
    session: AsyncSession, filters: UserFilters
) -> tuple[Sequence[User], int]:
    users = User.all(using_db=await session.connection())
    if filters.q:
        users = users.filter(
            Q(email__icontains=filters.q) | Q(name__icontains=filters.q)
        )
    return await fetch_page(users, filters)


async def lock(
    session: AsyncSession, user_id: int, *, and_admins: bool = False
) -> User | None:
    """Read the stored user, and keep others from changing it until the commit.

    Args:
        and_admins: Also lock all active administrators.
    """
    condition = Q(id=user_id)
    if and_admins:
        condition |= ACTIVE_ADMIN
    # Requests that lock rows in the same order can't deadlock.
    locked = User.filter(condition).order_by("id").select_for_update()
    users = await locked.using_db(await session.connection())
    return next((user for user in users if user.id == user_id), None)


async def lock_shared(session: AsyncSession, user_id: int) -> bool:
    """Keep others from deleting a user until the commit; return whether it exists."""
    return await lock(session, user_id) is not None


async def add(session: AsyncSession, user: User) -> None:
    """Store a new user.

    Raises:
        EmailTakenError: Another user has this address.
    """
    with translate_taken_email():
        await user.save(using_db=await session.connection())


async def change(session: AsyncSession, user: User, **values: object) -> None:
    """Update columns of a locked user.

    Raises:
        EmailTakenError: Another user has this address.
    """
    with translate_taken_email():
        await queries.change(session, user, values)


@contextmanager
def translate_taken_email() -> Iterator[None]:
    """Raise EmailTakenError instead of an IntegrityError about the address."""
    try:
        yield
    except IntegrityError as error:
        if constraint_of(cause_of(error)) == UNIQUE_EMAIL:
            raise EmailTakenError from error
        raise


async def revoke_tokens(session: AsyncSession, user: User) -> None:
    query = User.filter(id=user.id).using_db(await session.connection())
    # The database increments the stored value, so that parallel requests add up.
    await query.update(token_version=F("token_version") + 1, updated_at=utc_now())


async def delete(session: AsyncSession, user: User) -> None:
    await user.delete(using_db=await session.connection())


async def count_other_admins(session: AsyncSession, user: User) -> int:
    """Count the active administrators except this user."""
    others = User.filter(ACTIVE_ADMIN).exclude(id=user.id)
    return await others.using_db(await session.connection()).count()
