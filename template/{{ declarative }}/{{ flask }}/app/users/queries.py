"""Users in the database."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import IntegrityError

from app.errors import EmailTakenError
from app.queries import fetch_page
from app.sessions import Session
from app.users.models import Role, User
from app.users.schemas import UserFilters

ACTIVE_ADMIN = (User.role == Role.ADMIN, User.is_active)


def get(session: Session, user_id: int) -> User | None:
    return session.get(User, user_id)


def get_by_email(session: Session, email: str) -> User | None:
    return session.scalar(select(User).where(User.email == email.lower()))


def list_page(session: Session, filters: UserFilters) -> tuple[Sequence[User], int]:
    statement = select(User).order_by(User.id.desc())
    if filters.q:
        statement = statement.where(
            or_(
                User.email.icontains(filters.q, autoescape=True),
                User.name.icontains(filters.q, autoescape=True),
            )
        )
    return fetch_page(session, statement, filters)


def save(session: Session, user: User) -> None:
    """Write a user, new or changed.

    Raises:
        EmailTakenError: The address is another's; no other constraint can be broken by
            a valid user.
    """
    session.add(user)
    try:
        session.flush()
    except IntegrityError as error:
        raise EmailTakenError from error


def delete(session: Session, user: User) -> None:
    session.delete(user)
    session.flush()


def count_other_admins(session: Session, user: User) -> int:
    """Count the active administrators beside this user, which is read anew."""
    # Writing without a change locks the administrators until the commit: of two
    # requests that would each take away the other's last, the second one waits here.
    session.execute(
        update(User)
        .where(*ACTIVE_ADMIN)
        .values(role=User.role, updated_at=User.updated_at)
        .execution_options(synchronize_session=False)
    )
    session.refresh(user)
    others = select(func.count()).where(*ACTIVE_ADMIN, User.id != user.id)
    return session.scalar(others) or 0
