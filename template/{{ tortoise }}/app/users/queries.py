"""Users in the database."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F, Q

from app import queries
from app.conflicts import constraint_of
from app.errors import EmailTakenError
from app.models import utc_now
from app.queries import fetch_page
from app.sessions import Session, cause_of
from app.users.models import Role, User
from app.users.schemas import UserFilters

UNIQUE_EMAIL = "uq_users_email"
ACTIVE_ADMIN = Q(role=Role.ADMIN, is_active=True)


async def get(session: Session, user_id: int) -> User | None:
    return await User.get_or_none(id=user_id, using_db=await session.connection())


async def get_by_email(session: Session, email: str) -> User | None:
    db = await session.connection()
    return await User.get_or_none(email=email.lower(), using_db=db)


async def list_page(
    session: Session, filters: UserFilters
) -> tuple[Sequence[User], int]:
    users = User.all(using_db=await session.connection())
    if filters.q:
        users = users.filter(
            Q(email__icontains=filters.q) | Q(name__icontains=filters.q)
        )
    return await fetch_page(users, filters)


async def lock(
    session: Session, user_id: int, *, and_admins: bool = False
) -> User | None:
    """Read a user as stored now, and let nobody else change the row until the commit.

    Args:
        and_admins: Lock all active administrators, too.
    """
    condition = Q(id=user_id)
    if and_admins:
        condition |= ACTIVE_ADMIN
    # Ordered: two requests that lock the same rows in one order can't deadlock.
    locked = User.filter(condition).order_by("id").select_for_update()
    users = await locked.using_db(await session.connection())
    return next((user for user in users if user.id == user_id), None)


async def lock_shared(session: Session, user_id: int) -> bool:
    """Let nobody delete a user until the commit; False if the user is gone."""
    return await lock(session, user_id) is not None


async def add(session: Session, user: User) -> None:
    """Store a new user.

    Raises:
        EmailTakenError: The address is another's.
    """
    with taken_email_told():
        await user.save(using_db=await session.connection())


async def change(session: Session, user: User, **values: object) -> None:
    """Write these columns of a user who is locked.

    Raises:
        EmailTakenError: The address is another's.
    """
    with taken_email_told():
        await queries.change(session, user, values)


@contextmanager
def taken_email_told() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        if constraint_of(cause_of(error)) == UNIQUE_EMAIL:
            raise EmailTakenError from error
        raise


async def revoke_tokens(session: Session, user: User) -> None:
    same = User.filter(id=user.id).using_db(await session.connection())
    # The database adds, so that tokens issued meanwhile are revoked too.
    await same.update(token_version=F("token_version") + 1, updated_at=utc_now())


async def delete(session: Session, user: User) -> None:
    await user.delete(using_db=await session.connection())


async def count_other_admins(session: Session, user: User) -> int:
    """Count the active administrators beside this user."""
    others = User.filter(ACTIVE_ADMIN).exclude(id=user.id)
    return await others.using_db(await session.connection()).count()
