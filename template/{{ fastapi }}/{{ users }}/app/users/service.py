"""The rules of users: unique addresses, checked passwords, always an administrator."""

import asyncio
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
from app.sessions import Session
from app.users import queries
from app.users.models import Role, User
from app.users.passwords import hash_password, verify_password
from app.users.schemas import UserAdminUpdate, UserCreate, UserFilters, UserSelfUpdate
from app.users.tokens import Subject


async def create(
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
    user = User(
        email=data.email,
        name=data.name,
        password_hash=await asyncio.to_thread(hash_password, data.password),
        role=role,
        email_verified=email_verified,
    )
    await queries.save(session, user)
    return user


async def authenticate(session: Session, *, email: str, password: str) -> User:
    """Find the user whose password this is.

    Raises:
        InvalidCredentialsError: The same, after the same time, for an unknown
            address, a wrong password and an inactive user.
    """
    user = await queries.get_by_email(session, email)
    password_hash = None if user is None else user.password_hash
    is_right, new_hash = await asyncio.to_thread(
        verify_password, password, password_hash
    )
    if user is None or not is_right or not user.is_active:
        raise InvalidCredentialsError
    if new_hash is not None:
        user.password_hash = new_hash
        await queries.save(session, user)
    return user


async def get_by_token(session: Session, *, subject: Subject) -> User:
    """Find the user of a token.

    Raises:
        InvalidTokenError: The user is gone, inactive, or has revoked the token.
    """
    user = await queries.get(session, subject.user_id)
    if user is None or not user.is_active or user.token_version != subject.version:
        raise InvalidTokenError
    return user


async def get(session: Session, *, user_id: int, caller: User) -> User:
    """Find a user that the caller may see.

    Raises:
        ForbiddenError: It is neither the caller nor is the caller an administrator.
        NotFoundError: There is none.
    """
    if user_id != caller.id and caller.role is not Role.ADMIN:
        raise ForbiddenError
    user = await queries.get(session, user_id)
    if user is None:
        raise NotFoundError
    return user


async def list_page(
    session: Session, *, filters: UserFilters
) -> tuple[Sequence[User], int]:
    return await queries.list_page(session, filters)


async def update_self(session: Session, *, user: User, data: UserSelfUpdate) -> None:
    """Change what the user sent.

    Raises:
        EmailTakenError: The address is another user's.
        InvalidInputError: The current password is missing or wrong.
    """
    if data.email is not MISSING or data.password is not MISSING:
        await confirm(user, data.current_password)
    if data.name is not MISSING:
        user.name = data.name
    if data.email is not MISSING and data.email != user.email:
        user.email = data.email
        user.email_verified = False
    if data.password is not MISSING:
        await set_password(user, data.password)
    await queries.save(session, user)


async def set_password(user: User, password: str) -> None:
    """Change the password, and end what the old one began."""
    user.password_hash = await asyncio.to_thread(hash_password, password)
    user.token_version += 1


async def confirm(user: User, password: str | MISSING) -> None:
    if password is MISSING:
        raise InvalidInputError("/current_password", "Field required")
    is_right, _ = await asyncio.to_thread(verify_password, password, user.password_hash)
    if not is_right:
        raise InvalidInputError("/current_password", "The password is wrong")


async def update_by_admin(
    session: Session, *, user: User, data: UserAdminUpdate
) -> None:
    """Change what the administrator sent.

    Raises:
        LastAdminError: No active administrator would be left.
    """
    changes = data.model_dump(exclude_unset=True)
    if changes.get("role") is Role.USER or changes.get("is_active") is False:
        await require_other_admin(session, user=user)
    for name, value in changes.items():
        if name != "name" and value != getattr(user, name):
            user.token_version += 1
        setattr(user, name, value)
    await queries.save(session, user)


async def delete(session: Session, *, user: User) -> None:
    """Delete a user.

    Raises:
        LastAdminError: No active administrator would be left.
    """
    await require_other_admin(session, user=user)
    await queries.delete(session, user)


async def revoke_tokens(session: Session, *, user: User) -> None:
    user.token_version += 1
    await queries.save(session, user)


async def require_other_admin(session: Session, *, user: User) -> None:
    """Make sure that an active administrator is left without this user.

    Raises:
        LastAdminError: There is no other.
    """
    others = await queries.count_other_admins(session, user)
    if user.role is Role.ADMIN and user.is_active and not others:
        raise LastAdminError
