"""Queries about users."""

from collections.abc import Sequence

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from app.conflicts import constraint_of
from app.errors import EmailTakenError
from app.queries import fetch_page
from app.sessions import AsyncSession
from app.users.models import Role, User
from app.users.schemas import UserFilters

UNIQUE_EMAIL = "uq_users_email"
ACTIVE_ADMIN = and_(User.role == Role.ADMIN, User.is_active)


async def get(session: AsyncSession, user_id: int) -> User | None:
    return await session.get(User, user_id)


async def get_by_email(session: AsyncSession, email: str) -> User | None:
    return await session.scalar(select(User).where(User.email == email.lower()))


async def list_page(
    session: AsyncSession, filters: UserFilters
) -> tuple[Sequence[User], int]:
    statement = select(User).order_by(User.id.desc())
    if filters.q:
        statement = statement.where(
            or_(
                User.email.icontains(filters.q, autoescape=True),
                User.name.icontains(filters.q, autoescape=True),
            )
        )
    return await fetch_page(session, statement, filters)


async def lock(
    session: AsyncSession, user_id: int, *, and_admins: bool = False
) -> User | None:
    """Read the stored user, and keep others from changing the row until the commit.

    Args:
        and_admins: Lock all active administrators, too.
    """
    condition = User.id == user_id
    if and_admins:
        condition |= ACTIVE_ADMIN
    # Requests that lock rows in the same order can't deadlock.
    statement = select(User).where(condition).order_by(User.id).with_for_update()
    users = await session.scalars(statement.execution_options(populate_existing=True))
    return next((user for user in users if user.id == user_id), None)


async def lock_shared(session: AsyncSession, user_id: int) -> bool:
    """Keep others from deleting a user until the commit.

    Returns:
        False if the user no longer exists.
    """
    statement = select(User.id).where(User.id == user_id)
    locked = statement.with_for_update(read=True, key_share=True)
    return await session.scalar(locked) is not None


async def add(session: AsyncSession, user: User) -> None:
    """Store a new user.

    Raises:
        EmailTakenError: Another user has this address.
    """
    session.add(user)
    await flush(session)


async def change(session: AsyncSession, user: User, **values: object) -> None:
    """Set columns of a locked user.

    Raises:
        EmailTakenError: Another user has this address.
    """
    for name, value in values.items():
        setattr(user, name, value)
    await flush(session)


async def flush(session: AsyncSession) -> None:
    try:
        await session.flush()
    except IntegrityError as error:
        if constraint_of(error.driver_exception) == UNIQUE_EMAIL:
            raise EmailTakenError from error
        raise


async def revoke_tokens(session: AsyncSession, user: User) -> None:
    # The database increments the stored value, so parallel requests all count.
    await session.execute(
        update(User)
        .where(User.id == user.id)
        .values(token_version=User.token_version + 1)
        .execution_options(synchronize_session=False)
    )


async def delete(session: AsyncSession, user: User) -> None:
    await session.delete(user)
    await session.flush()


async def count_other_admins(session: AsyncSession, user: User) -> int:
    """Count the active administrators other than this user."""
    others = select(func.count()).where(ACTIVE_ADMIN, User.id != user.id)
    return await session.scalar(others) or 0
