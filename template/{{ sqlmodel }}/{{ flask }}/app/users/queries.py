"""Queries about users."""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError
from sqlmodel import and_, col, func, or_, select, update

from app.conflicts import constraint_of
from app.errors import EmailTakenError
from app.queries import fetch_page
from app.sessions import Session
from app.users.models import Role, User
from app.users.schemas import UserFilters

UNIQUE_EMAIL = "uq_users_email"
ACTIVE_ADMIN = and_(col(User.role) == Role.ADMIN, col(User.is_active))


def get(session: Session, user_id: int) -> User | None:
    return session.get(User, user_id)


def get_by_email(session: Session, email: str) -> User | None:
    users = session.exec(select(User).where(User.email == email.lower()))
    return users.first()


def list_page(session: Session, filters: UserFilters) -> tuple[Sequence[User], int]:
    statement = select(User).order_by(col(User.id).desc())
    if filters.q:
        statement = statement.where(
            or_(
                col(User.email).icontains(filters.q, autoescape=True),
                col(User.name).icontains(filters.q, autoescape=True),
            )
        )
    return fetch_page(session, statement, filters)


def lock(session: Session, user_id: int, *, and_admins: bool = False) -> User | None:
    """Read the stored user, and keep others from changing the row until the commit.

    Args:
        and_admins: Lock all active administrators, too.
    """
    condition = col(User.id) == user_id
    if and_admins:
        condition |= ACTIVE_ADMIN
    # Requests that lock rows in the same order can't deadlock.
    statement = select(User).where(condition).order_by(col(User.id)).with_for_update()
    users = session.exec(statement.execution_options(populate_existing=True))
    return next((user for user in users if user.id == user_id), None)


def lock_shared(session: Session, user_id: int) -> bool:
    """Keep others from deleting a user until the commit.

    Returns:
        False if the user no longer exists.
    """
    statement = select(User.id).where(User.id == user_id)
    locked = statement.with_for_update(read=True, key_share=True)
    return session.exec(locked).first() is not None


def add(session: Session, user: User) -> None:
    """Store a new user.

    Raises:
        EmailTakenError: Another user has this address.
    """
    session.add(user)
    flush(session)


def change(session: Session, user: User, **values: object) -> None:
    """Set columns of a locked user.

    Raises:
        EmailTakenError: Another user has this address.
    """
    user.sqlmodel_update(values)
    flush(session)


def flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        if constraint_of(error.driver_exception) == UNIQUE_EMAIL:
            raise EmailTakenError from error
        raise


def revoke_tokens(session: Session, user: User) -> None:
    # The database increments the stored value, so parallel requests all count.
    session.exec(
        update(User)
        .where(col(User.id) == user.id)
        .values(token_version=col(User.token_version) + 1)
        .execution_options(synchronize_session=False)
    )


def delete(session: Session, user: User) -> None:
    session.delete(user)
    session.flush()


def count_other_admins(session: Session, user: User) -> int:
    """Count the active administrators other than this user."""
    others = select(func.count()).where(ACTIVE_ADMIN, col(User.id) != user.id)
    return session.exec(others).one()
