"""Users in the database, to which the session binds their model."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from peewee import IntegrityError

from app import queries
from app.conflicts import constraint_of
from app.errors import EmailTakenError
from app.models import utc_now
from app.queries import contains
from app.sessions import Session, cause_of
from app.users.models import Role, User
from app.users.schemas import UserFilters

UNIQUE_EMAIL = "uq_users_email"
ACTIVE_ADMIN = (User.role == Role.ADMIN) & User.is_active


def get(session: Session, user_id: int) -> User | None:
    return User.get_or_none(User.id == user_id)


def get_by_email(session: Session, email: str) -> User | None:
    return User.get_or_none(User.email == email.lower())


def list_page(session: Session, filters: UserFilters) -> tuple[Sequence[User], int]:
    users = User.select()
    if filters.q:
        users = users.where(
            contains(User.email, filters.q) | contains(User.name, filters.q)
        )
    page = users.order_by(User.id.desc()).limit(filters.limit).offset(filters.offset)
    return list(page), users.count()


def lock(session: Session, user_id: int, *, and_admins: bool = False) -> User | None:
    """Read a user as stored now, and let nobody else change the row until the commit.

    Args:
        and_admins: Lock all active administrators, too.
    """
    condition = User.id == user_id
    if and_admins:
        condition |= ACTIVE_ADMIN
    # Ordered: two requests that lock the same rows in one order can't deadlock.
    users = User.select().where(condition).order_by(User.id).for_update()
    return next((user for user in users if user.id == user_id), None)


def lock_shared(session: Session, user_id: int) -> bool:
    """Let nobody delete a user until the commit; False if the user is gone."""
    return lock(session, user_id) is not None


def add(session: Session, user: User) -> None:
    """Store a new user.

    Raises:
        EmailTakenError: The address is another's.
    """
    with taken_email_told():
        user.save()


def change(session: Session, user: User, **values: object) -> None:
    """Write these columns of a user who is locked.

    Raises:
        EmailTakenError: The address is another's.
    """
    with taken_email_told():
        queries.change(user, values)


@contextmanager
def taken_email_told() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        if constraint_of(cause_of(error)) == UNIQUE_EMAIL:
            raise EmailTakenError from error
        raise


def revoke_tokens(session: Session, user: User) -> None:
    # The database adds, so that tokens issued meanwhile are revoked too.
    version = User.token_version + 1
    revoked = User.update(token_version=version, updated_at=utc_now())
    revoked.where(User.id == user.id).execute()


def delete(session: Session, user: User) -> None:
    """Delete a user; the database deletes what the user has made."""
    user.delete_instance()


def count_other_admins(session: Session, user: User) -> int:
    """Count the active administrators beside this user."""
    return User.select().where(ACTIVE_ADMIN, User.id != user.id).count()
