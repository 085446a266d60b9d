"""Users in the database."""

from collections.abc import Sequence

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F, Q

from app.errors import EmailTakenError
from app.queries import fetch_page
from app.sessions import Session
from app.users.models import Role, User
from app.users.schemas import UserFilters

ACTIVE_ADMIN = Q(role=Role.ADMIN, is_active=True)


async def get(session: Session, user_id: int) -> User | None:
    return await User.get_or_none(id=user_id, using_db=session)


async def get_by_email(session: Session, email: str) -> User | None:
    return await User.get_or_none(email=email.lower(), using_db=session)


async def list_page(
    session: Session, filters: UserFilters
) -> tuple[Sequence[User], int]:
    users = User.all(using_db=session)
    if filters.q:
        users = users.filter(
            Q(email__icontains=filters.q) | Q(name__icontains=filters.q)
        )
    return await fetch_page(users, filters)


async def save(session: Session, user: User) -> None:
    """Write a user, new or changed.

    Raises:
        EmailTakenError: The address is another's; no other constraint can be broken by
            a valid user.
    """
    try:
        await user.save(using_db=session)
    except IntegrityError as error:
        raise EmailTakenError from error


async def delete(session: Session, user: User) -> None:
    await user.delete(using_db=session)


async def count_other_admins(session: Session, user: User) -> int:
    """Count the active administrators beside this user, which is read anew."""
    admins = User.filter(ACTIVE_ADMIN).using_db(session)
    # Writing without a change locks the administrators until the commit: of two
    # requests that would each take away the other's last, the second one waits here.
    await admins.update(role=F("role"))
    await user.refresh_from_db(using_db=session)
    return await admins.exclude(id=user.id).count()
