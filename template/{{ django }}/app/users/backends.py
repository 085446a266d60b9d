"""How users log in: every form and endpoint asks this backend."""

from contextlib import suppress
from typing import Any

from django.contrib.auth import backends
from django.http import HttpRequest

from app.limiter import limits_of
from app.users.models import User


class WrongPasswordError(Exception):
    """No active user has this address and password."""


class LimitedModelBackend(backends.ModelBackend):
    """Django's own backend, which refuses clients that guess passwords."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Find the active user with this address and password.

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
