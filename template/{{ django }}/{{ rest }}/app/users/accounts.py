"""What callers of the API may do with accounts: their own, and others'."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import authenticate as find_by_password
from django.contrib.auth.hashers import make_password
from django.db import transaction

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


def update_self(user: User, *, changes: Mapping[str, Any]) -> User:
    """Change what the user sent: name, email or password.

    Raises:
        EmailTakenError: The address is another user's.
        InvalidInputError: The `current_password` is missing or wrong.
        InvalidTokenError: The password that was confirmed is no longer the user's.
        NotFoundError: The user was deleted meanwhile.
    """
    confirmed = "email" in changes or "password" in changes
    if confirmed:
        confirm(user, changes.get("current_password"))
    named = {name: changes[name] for name in ("name", "email") if name in changes}
    if "email" in named:
        named["email"] = named["email"].lower()
    if "password" in changes:
        named["password"] = make_password(changes["password"])
    with transaction.atomic():
        if confirmed and service.lock(user).token_version != user.token_version:
            raise InvalidTokenError
        return service.update(user, changes=named)


def confirm(user: User, password: str | None) -> None:
    if password is None:
        raise InvalidInputError("/current_password", "Field required")
    if not user.check_password(password):
        raise InvalidInputError("/current_password", "The password is wrong")
