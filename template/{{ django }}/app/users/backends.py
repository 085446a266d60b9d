"""How users log in: every form and endpoint asks this backend."""

from typing import Any

from django.contrib.auth import backends
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest

from app.limiter import address_of, get_limiter
from app.users.models import User


class WrongPasswordError(Exception):
    """There is no active user with this address and password."""


class LimitedModelBackend(backends.ModelBackend):
    """Django's own backend, which refuses clients that guess passwords."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> AbstractBaseUser | None:
        """Find the active user with this address and password.

        Raises:
            TooManyRequestsError: The client has failed too often.
            UnavailableError: Too many passwords are waiting to be hashed.
        """
        account = username or kwargs.get(User.USERNAME_FIELD)
        if request is None or account is None:
            return super().authenticate(request, username, password, **kwargs)
        try:
            with get_limiter().log_in_attempt(
                address_of(request), account, failure=WrongPasswordError
            ):
                user = super().authenticate(request, username, password, **kwargs)
                if user is None:
                    raise WrongPasswordError
                return user
        except WrongPasswordError:
            return None
