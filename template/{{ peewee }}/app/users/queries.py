"""Users in the database, to which the session binds their model."""

from collections.abc import Sequence

from peewee import IntegrityError

from app.errors import EmailTakenError
from app.queries import contains
from app.sessions import Session
from app.users.models import Role, User
from app.users.schemas import UserFilters

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


def save(session: Session, user: User) -> None:
    """Write a user, new or changed.

    Raises:
        EmailTakenError: The address is another's; no other constraint can be broken by
            a valid user.
    """
    try:
        user.save()
    except IntegrityError as error:
        raise EmailTakenError from error


def delete(session: Session, user: User) -> None:
    """Delete a user; the database deletes what the user has made."""
    user.delete_instance()


def count_other_admins(session: Session, user: User) -> int:
    """Count the active administrators beside this user, which is read anew."""
    # Writing without a change locks the administrators until the commit: of two
    # requests that would each take away the other's last, the second one waits here.
    User.update(role=User.role).where(ACTIVE_ADMIN).execute()
    user.__data__ = User.get_by_id(user.id).__data__
    return User.select().where(ACTIVE_ADMIN, User.id != user.id).count()
