"""What callers of the API may do with accounts: their own, and others'."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import authenticate as find_by_password
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest

from app.background import after_commit
from app.errors import (
    ForbiddenError,
    InvalidCredentialsError,
    InvalidInputError,
    InvalidTokenError,
    NotFoundError,
)
from app.limiter import limits_of
from app.links import RESET_PAGE, VERIFY_PAGE, page_url
from app.users import recovery, service, verification
from app.users.models import User
from app.users.tokens import Subject


def register(request: HttpRequest, *, email: str, name: str, password: str) -> User:
    """Store a user who registers; a welcome mail follows.

    Raises:
        TooManyRequestsError: The client has registered too many users.
        RegistrationClosedError: The settings say so.
        EmailTakenError: The database's constraint decides.
    """
    limits_of(request).count_registration()
    page = page_url(VERIFY_PAGE, request)
    return service.register(email=email, name=name, password=password, page=page)


def authenticate(request: HttpRequest, *, email: str, password: str) -> User:
    """Find the user whose password this is.

    Raises:
        TooManyRequestsError: The client has failed too often.
        InvalidCredentialsError: The same, after the same time, for an unknown
            address, a wrong password and an inactive user.
    """
    user = find_by_password(request, email=email, password=password)
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


def update_self(
    request: HttpRequest, user: User, *, changes: Mapping[str, Any]
) -> User:
    """Change what the user sent: name, email or password.

    A new address gets a mail with a link to verify it.

    Raises:
        TooManyRequestsError: The client has sent too many wrong passwords or mails.
        EmailTakenError: The address is another user's.
        InvalidInputError: The `current_password` is missing or wrong.
        InvalidTokenError: The password that was confirmed is no longer the user's.
        NotFoundError: The user was deleted meanwhile.
    """
    confirmed = "email" in changes or "password" in changes
    if confirmed:
        confirm(request, user, changes.get("current_password"))
    named = {"name": changes["name"]} if "name" in changes else {}
    email = changes.get("email", user.email).lower()
    if email != user.email:
        limits_of(request).count_mail()
        named |= {"email": email, "email_verified": False}
    if "password" in changes:
        named["password"] = make_password(changes["password"])
    with transaction.atomic():
        if confirmed and service.lock(user).token_version != user.token_version:
            raise InvalidTokenError
        updated = service.update(user, changes=named)
        if "email" in named:
            verification.send_link_later(request, updated)
    return updated


def confirm(request: HttpRequest, user: User, password: str | None) -> None:
    if password is None:
        raise InvalidInputError("/current_password", "Field required")
    limits = limits_of(request)
    with limits.log_in_attempt(user.email, failure=InvalidInputError):
        if not user.check_password(password):
            raise InvalidInputError("/current_password", "The password is wrong")


def request_password_reset(request: HttpRequest, *, email: str) -> None:
    """Send a link by mail, later: the answer must not tell who has an account.

    Raises:
        TooManyRequestsError: The client has asked for too many mails.
    """
    limits_of(request).count_mail()
    after_commit(recovery.send_link, email, page=page_url(RESET_PAGE, request))
