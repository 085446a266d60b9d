"""The authentication backend of every log-in form and endpoint."""

from contextlib import suppress
from typing import Any

from django.contrib.auth import backends
from django.http import HttpRequest

from app.limiter import limits_of
from app.users.models import User


class WrongPasswordError(Exception):
    """Wrong e-mail address or password, or an inactive user."""


class LimitedModelBackend(backends.ModelBackend):
    """Django's backend, with a limit of failed log-ins."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Find the active user with this e-mail address and password.

        Raises:
            TooManyRequestsError: The client has failed too often.
            UnavailableError: Too many passwords are waiting to be hashed.
        """
        account = username or kwargs.get(User.USERNAME_FIELD)
        if request is None or account is None:
            return super().authenticate(request, username, password, **kwargs)
        attempt = limits_of(request).log_in_attempt(account, failure=WrongPasswordError)
        with suppress(WrongPasswordError), attempt:
            user = super().authenticate(request, username, password, **kwargs)
            return require(user)
        return None


def require(user: User | None) -> User:
    if user is None:
        raise WrongPasswordError
    return user
