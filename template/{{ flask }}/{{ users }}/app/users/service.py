"""The rules of users: unique addresses, checked passwords, always an administrator."""

from collections.abc import Sequence

from pydantic import MISSING

from app.errors import (
    ForbiddenError,
    InvalidCredentialsError,
    InvalidInputError,
    InvalidTokenError,
    LastAdminError,
    NotFoundError,
)
from app.sessions import Session, release
from app.users import queries
from app.users.hashing import hash_password, verify_password
from app.users.models import Role, User
from app.users.schemas import UserAdminUpdate, UserCreate, UserFilters, UserSelfUpdate
from app.users.tokens import Subject


def create(
    session: Session,
    *,
    data: UserCreate,
    role: Role = Role.USER,
    email_verified: bool = False,
) -> User:
    """Store a new user.

    Raises:
        EmailTakenError: The database's constraint decides.
    """
    release(session)
    user = User(
        email=data.email,
        name=data.name,
        password_hash=hash_password(data.password),
        role=role,
        email_verified=email_verified,
    )
    queries.add(session, user)
    return user


def authenticate(session: Session, *, email: str, password: str) -> User:
    """Find the user whose password this is.

    Raises:
        InvalidCredentialsError: The same, after the same time, for an unknown
            address, a wrong password and an inactive user.
    """
    user = queries.get_by_email(session, email)
    password_hash = None if user is None else user.password_hash
    version = None if user is None else user.token_version
    release(session)
    is_right, new_hash = verify_password(password, password_hash)
    if user is None or not is_right:
        raise InvalidCredentialsError
    user = queries.lock(session, user.id)
    if user is None or not user.is_active:
        raise InvalidCredentialsError
    # A new password brings a new version; another log-in may have renewed the hash.
    if user.password_hash != password_hash and user.token_version != version:
        raise InvalidCredentialsError
    if new_hash is not None:
        queries.change(session, user, password_hash=new_hash)
    return user


def get_by_token(session: Session, *, subject: Subject) -> User:
    """Find the user of a token.

    Raises:
        InvalidTokenError: The user is gone, inactive, or has revoked the token.
    """
    return require_valid(queries.get(session, subject.user_id), subject)


def lock_by_token(session: Session, *, subject: Subject) -> User:
    """Find the user of a token, whom nobody else changes until the commit.

    Raises:
        InvalidTokenError: The user is gone, inactive, or has revoked the token.
    """
    return require_valid(queries.lock(session, subject.user_id), subject)


def require_valid(user: User | None, subject: Subject) -> User:
    if user is None or not user.is_active or user.token_version != subject.version:
        raise InvalidTokenError
    return user


def lock_shared(session: Session, *, user: User) -> None:
    """Keep others from deleting a user until the commit, for new rows refer to it.

    Raises:
        InvalidTokenError: The user is gone.
    """
    if not queries.lock_shared(session, user.id):
        raise InvalidTokenError


def get(session: Session, *, user_id: int, caller: User) -> User:
    """Find a user that the caller may see.

    Raises:
        ForbiddenError: It is neither the caller nor is the caller an administrator.
        NotFoundError: There is none.
    """
    if user_id != caller.id and caller.role is not Role.ADMIN:
        raise ForbiddenError
    user = queries.get(session, user_id)
    if user is None:
        raise NotFoundError
    return user


def list_page(session: Session, *, filters: UserFilters) -> tuple[Sequence[User], int]:
    return queries.list_page(session, filters)


def update_self(session: Session, *, user: User, data: UserSelfUpdate) -> User:
    """Change what the user sent.

    Returns:
        The user as stored now, whom other requests may have changed, too.

    Raises:
        EmailTakenError: The address is another user's.
        InvalidInputError: The current password is missing or wrong.
        InvalidTokenError: The user's tokens were revoked meanwhile.
    """
    subject = Subject(user.id, user.token_version)
    changes = data.model_dump(include={"name", "email"}, exclude_unset=True)
    if data.email is not MISSING or data.password is not MISSING:
        release(session)
        confirm(user, data.current_password)
    if data.password is not MISSING:
        changes["password_hash"] = hash_password(data.password)
        changes["token_version"] = subject.version + 1
    user = lock_by_token(session, subject=subject)
    if data.email is not MISSING and data.email != user.email:
        changes["email_verified"] = False
    queries.change(session, user, **changes)
    return user


def confirm(user: User, password: str | MISSING) -> None:
    if password is MISSING:
        raise InvalidInputError("/current_password", "Field required")
    is_right, _ = verify_password(password, user.password_hash)
    if not is_right:
        raise InvalidInputError("/current_password", "The password is wrong")


def update_by_admin(session: Session, *, user: User, data: UserAdminUpdate) -> User:
    """Change what the administrator sent.

    Returns:
        The user as stored now, whom other requests may have changed, too.

    Raises:
        LastAdminError: No active administrator would be left.
        NotFoundError: The user is gone.
    """
    changes = data.model_dump(exclude_unset=True)
    may_remove_admin = (
        changes.get("role") is Role.USER or changes.get("is_active") is False
    )
    user = lock(session, user=user, and_admins=may_remove_admin)
    if may_remove_admin:
        require_other_admin(session, user=user)
    rights = {name: value for name, value in changes.items() if name != "name"}
    if any(value != getattr(user, name) for name, value in rights.items()):
        changes["token_version"] = user.token_version + 1
    queries.change(session, user, **changes)
    return user


def delete(session: Session, *, user: User) -> None:
    """Delete a user.

    Raises:
        LastAdminError: No active administrator would be left.
        NotFoundError: The user is gone.
    """
    user = lock(session, user=user, and_admins=True)
    require_other_admin(session, user=user)
    queries.delete(session, user)


def lock(session: Session, *, user: User, and_admins: bool) -> User:
    locked = queries.lock(session, user.id, and_admins=and_admins)
    if locked is None:
        raise NotFoundError
    return locked


def revoke_tokens(session: Session, *, user: User) -> None:
    queries.revoke_tokens(session, user)


def require_other_admin(session: Session, *, user: User) -> None:
    """Make sure that an active administrator is left without this user.

    The administrators are locked, so that nobody takes another one away meanwhile.

    Raises:
        LastAdminError: There is no other.
    """
    if user.role is not Role.ADMIN or not user.is_active:
        return
    if not queries.count_other_admins(session, user):
        raise LastAdminError
