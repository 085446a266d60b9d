"""Operations of the API on accounts: the caller's own, and those of others."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import authenticate as authenticate_by_password
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest

from app.errors import (
    ForbiddenError,
    InvalidCredentialsError,
    InvalidInputError,
    InvalidTokenError,
    NotFoundError,
)
from app.limiter import limits_of
from app.links import RESET_PAGE, VERIFY_PAGE, page_url
from app.users import recovery_mail, service, verification
from app.users.models import User
from app.users.tokens import Subject


def register(request: HttpRequest, *, email: str, name: str, password: str) -> User:
    """Register a user, and send a welcome mail.

    Raises:
        TooManyRequestsError: The client has registered too many users.
        RegistrationClosedError: Registration is closed.
        EmailTakenError: The e-mail address is taken.
    """
    limits_of(request).count_registration()
    page = page_url(VERIFY_PAGE, request)
    return service.register(email=email, name=name, password=password, page=page)


def authenticate(request: HttpRequest, *, email: str, password: str) -> User:
    """Find the user with this e-mail address and password.

    Raises:
        TooManyRequestsError: The client has failed too often.
        InvalidCredentialsError: The address is unknown, the password is wrong, or
            the user is inactive. Each takes the same time.
    """
    user = authenticate_by_password(request, email=email, password=password)
    if not isinstance(user, User):
        raise InvalidCredentialsError
    return user


def get_by_token(subject: Subject) -> User:
    """Find the user of a token.

    Raises:
        InvalidTokenError: The user is deleted or inactive, or the token is revoked.
    """
    user = User.objects.filter(pk=subject.user_id).first()
    if user is None or not user.is_active or user.token_version != subject.version:
        raise InvalidTokenError
    return user


def get(*, user_id: int, caller: User) -> User:
    """Find a user whom the caller may read.

    Raises:
        ForbiddenError: It is another user, and the caller is no administrator.
        NotFoundError: There is no user with this id.
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
    """Change the caller's name, e-mail address or password.

    Sends a verification link to a new address.

    Raises:
        TooManyRequestsError: The client has sent too many wrong passwords, or
            requested too many mails.
        EmailTakenError: The e-mail address is taken.
        InvalidInputError: The `current_password` is missing or wrong.
        InvalidTokenError: The password was changed in the meantime.
        NotFoundError: The user was deleted in the meantime.
    """
    needs_password = "email" in changes or "password" in changes
    if needs_password:
        check_current_password(request, user, changes.get("current_password"))
    fields = {"name": changes["name"]} if "name" in changes else {}
    email = changes.get("email", user.email).lower()
    if email != user.email:
        limits_of(request).count_mail()
        fields |= {"email": email, "email_verified": False}
    if "password" in changes:
        fields["password"] = make_password(changes["password"])
    with transaction.atomic():
        if needs_password and service.lock(user).token_version != user.token_version:
            raise InvalidTokenError
        updated = service.update(user, changes=fields)
        if "email" in fields:
            verification.send_link_later(request, updated)
    return updated


def check_current_password(
    request: HttpRequest, user: User, password: str | None
) -> None:
    if password is None:
        raise InvalidInputError("/current_password", "Field required")
    limits = limits_of(request)
    with limits.log_in_attempt(user.email, failure=InvalidInputError):
        if not user.check_password(password):
            raise InvalidInputError("/current_password", "The password is wrong")


def request_password_reset(request: HttpRequest, *, email: str) -> None:
    """Send a reset link after the response: its time must not reveal accounts.

    Raises:
        TooManyRequestsError: The client has requested too many mails.
    """
    limits_of(request).count_mail()
    recovery_mail.send_later(email, page=page_url(RESET_PAGE, request))
