"""Business rules of users."""

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
from app.users.events import user_deleted
from app.users.hashing import hash_password, verify_password
from app.users.models import Role, User
from app.users.schemas import UserAdminUpdate, UserCreate, UserSelfUpdate
from app.users.tokens import Subject


def create(
    session: Session,
    *,
    data: UserCreate,
    role: Role = Role.USER,
    email_verified: bool = False,
) -> User:
    """Create a user.

    Raises:
        EmailTakenError: Another user has this address.
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
    """Find the user with this e-mail address and password.

    Raises:
        InvalidCredentialsError: The address is unknown, the password is wrong, or the
            user is inactive. The error and the response time are the same for each.
    """
    user = queries.get_by_email(session, email)
    password_hash = None if user is None else user.password_hash
    version = None if user is None else user.token_version
    release(session)
    is_correct, new_hash = verify_password(password, password_hash)
    if user is None or not is_correct:
        raise InvalidCredentialsError
    user = queries.lock(session, user.id)
    if user is None or not user.is_active:
        raise InvalidCredentialsError
    # A new password changes the version. Another log-in may have only rehashed it.
    if user.password_hash != password_hash and user.token_version != version:
        raise InvalidCredentialsError
    if new_hash is not None:
        queries.change(session, user, password_hash=new_hash)
    return user


def get_by_token(session: Session, *, subject: Subject) -> User:
    """Find the user of a token.

    Raises:
        InvalidTokenError: The user is deleted or inactive, or the token is revoked.
    """
    return require_valid(queries.get(session, subject.user_id), subject)


def lock_by_token(session: Session, *, subject: Subject) -> User:
    """Find the user of a token, and keep others from changing it until the commit.

    Raises:
        InvalidTokenError: The user is deleted or inactive, or the token is revoked.
    """
    return require_valid(queries.lock(session, subject.user_id), subject)


def require_valid(user: User | None, subject: Subject) -> User:
    if user is None or not user.is_active or user.token_version != subject.version:
        raise InvalidTokenError
    return user


def lock_shared(session: Session, *, user: User) -> None:
    """Keep others from deleting a user until new rows that refer to it are committed.

    Raises:
        InvalidTokenError: The user is deleted.
    """
    if not queries.lock_shared(session, user.id):
        raise InvalidTokenError


def get(session: Session, *, user_id: int, caller: User) -> User:
    """Find a user whom the caller may see.

    Raises:
        ForbiddenError: The caller is neither this user nor an administrator.
        NotFoundError: The user does not exist.
    """
    if user_id != caller.id and caller.role is not Role.ADMIN:
        raise ForbiddenError
    user = queries.get(session, user_id)
    if user is None:
        raise NotFoundError
    return user


def update_self(session: Session, *, user: User, data: UserSelfUpdate) -> User:
    """Update a user on the user's own request.

    Returns:
        The stored user, which may include changes of other requests.

    Raises:
        EmailTakenError: Another user has this address.
        InvalidInputError: The current password is missing or wrong.
        InvalidTokenError: Another request has revoked the user's tokens.
    """
    subject = Subject(user.id, user.token_version)
    changes = data.model_dump(include={"name", "email"}, exclude_unset=True)
    if data.email is not MISSING or data.password is not MISSING:
        release(session)
        require_password(user, data.current_password)
    if data.password is not MISSING:
        changes["password_hash"] = hash_password(data.password)
        changes["token_version"] = subject.version + 1
    user = lock_by_token(session, subject=subject)
    if data.email is not MISSING and data.email != user.email:
        changes["email_verified"] = False
    queries.change(session, user, **changes)
    return user


def require_password(user: User, password: str | MISSING) -> None:
    if password is MISSING:
        raise InvalidInputError("/current_password", "Field required")
    is_correct, _ = verify_password(password, user.password_hash)
    if not is_correct:
        raise InvalidInputError("/current_password", "The password is wrong")


def update_by_admin(session: Session, *, user: User, data: UserAdminUpdate) -> User:
    """Update a user on an administrator's request.

    Returns:
        The stored user, which may include changes of other requests.

    Raises:
        LastAdminError: No active administrator would be left.
        NotFoundError: The user is deleted.
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
        NotFoundError: The user is deleted already.
    """
    user = lock(session, user=user, and_admins=True)
    require_other_admin(session, user=user)
    queries.delete(session, user)
    user_deleted.send(session, user=user)


def lock(session: Session, *, user: User, and_admins: bool) -> User:
    locked = queries.lock(session, user.id, and_admins=and_admins)
    if locked is None:
        raise NotFoundError
    return locked


def require_other_admin(session: Session, *, user: User) -> None:
    """Require another active administrator if the user is one.

    Lock the administrators first: otherwise two requests could remove the last two.

    Raises:
        LastAdminError: There is no other active administrator.
    """
    if user.role is not Role.ADMIN or not user.is_active:
        return
    if not queries.count_other_admins(session, user):
        raise LastAdminError
