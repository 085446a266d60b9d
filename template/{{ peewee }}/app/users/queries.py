"""Queries about users."""

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
    """Read the stored user, and keep others from changing it until the commit.

    Args:
        and_admins: Also lock all active administrators.
    """
    condition = User.id == user_id
    if and_admins:
        condition |= ACTIVE_ADMIN
    # Requests that lock rows in the same order can't deadlock.
    users = User.select().where(condition).order_by(User.id).for_update()
    return next((user for user in users if user.id == user_id), None)


def lock_shared(session: Session, user_id: int) -> bool:
    """Keep others from deleting a user until the commit; return whether it exists."""
    return lock(session, user_id) is not None


def add(session: Session, user: User) -> None:
    """Store a new user.

    Raises:
        EmailTakenError: Another user has this address.
    """
    with translate_taken_email():
        user.save()


def change(session: Session, user: User, **values: object) -> None:
    """Update columns of a locked user.

    Raises:
        EmailTakenError: Another user has this address.
    """
    with translate_taken_email():
        queries.change(user, values)


@contextmanager
def translate_taken_email() -> Iterator[None]:
    """Raise EmailTakenError instead of an IntegrityError about the address."""
    try:
        yield
    except IntegrityError as error:
        if constraint_of(cause_of(error)) == UNIQUE_EMAIL:
            raise EmailTakenError from error
        raise


def revoke_tokens(session: Session, user: User) -> None:
    # The database increments the stored value, so that parallel requests add up.
    version = User.token_version + 1
    query = User.update(token_version=version, updated_at=utc_now())
    query.where(User.id == user.id).execute()


def delete(session: Session, user: User) -> None:
    """Delete a user; the database deletes the rows that refer to it."""
    user.delete_instance()


def count_other_admins(session: Session, user: User) -> int:
    """Count the active administrators except this user."""
    return User.select().where(ACTIVE_ADMIN, User.id != user.id).count()
