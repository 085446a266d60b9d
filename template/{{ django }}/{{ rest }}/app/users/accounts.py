"""What callers of the API may do with accounts: their own, and others'."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import authenticate as find_by_password

from app.errors import (
    ForbiddenError,
    InvalidCredentialsError,
    InvalidInputError,
    InvalidTokenError,
    NotFoundError,
)
from app.users import service
from app.users.models import User
from app.users.tokens import Subject


def authenticate(*, email: str, password: str) -> User:
    """Find the user whose password this is.

    Raises:
        InvalidCredentialsError: The same, after the same time, for an unknown
            address, a wrong password and an inactive user.
    """
    user = find_by_password(email=email, password=password)
    if not isinstance(user, User):
        raise InvalidCredentialsError
    return user


def get_by_token(subject: Subject) -> User:
    """Find the user of a token.

    Raises:
        InvalidTokenError: The user is gone, inactive, or has revoked the token.
    """
    user = User.objects.filter(pk=subject.user_id).first()
    if user is None or not user.is_active or user.token_version != subject.version:
        raise InvalidTokenError
    return user


def get(*, user_id: int, caller: User) -> User:
    """Find a user that the caller may see.

    Raises:
        ForbiddenError: It is neither the caller nor is the caller an administrator.
        NotFoundError: There is none.
    """
    if user_id != caller.pk and not caller.is_admin:
        raise ForbiddenError
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise NotFoundError
    return user


def update_self(user: User, *, changes: Mapping[str, Any]) -> None:
    """Change what the user sent: name, email or password.

    Raises:
        EmailTakenError: The address is another user's.
        InvalidInputError: The `current_password` is missing or wrong.
    """
    if "email" in changes or "password" in changes:
        confirm(user, changes.get("current_password"))
    if "name" in changes:
        user.name = changes["name"]
    if "email" in changes:
        user.email = changes["email"].lower()
    if "password" in changes:
        user.set_password(changes["password"])
    if changes:
        service.save(user)


def confirm(user: User, password: str | None) -> None:
    if password is None:
        raise InvalidInputError("/current_password", "Field required")
    if not user.check_password(password):
        raise InvalidInputError("/current_password", "The password is wrong")


def update_by_admin(user: User, *, changes: Mapping[str, Any]) -> None:
    """Change what the administrator sent: name, role or activity.

    Raises:
        LastAdminError: No active administrator would be left.
    """
    for name, value in changes.items():
        setattr(user, name, value)
    if changes:
        service.update(user)


def revoke_tokens(user: User) -> None:
    user.revoke_tokens()
    user.save(update_fields=["token_version", "updated_at"])
