"""The limits of this process, counted by the client that sends a request."""

from functools import cache

from django.http import HttpRequest

from app.client import client_address
from app.config import get_settings
from app.limits import Limiter


@cache
def get_limiter() -> Limiter:
    return Limiter(get_settings())


def address_of(request: HttpRequest) -> str:
    return client_address(request.META, get_settings().trusted_proxies)


def count_registration(request: HttpRequest) -> None:
    """Count one more for the client.

    Raises:
        TooManyRequestsError: It is one too many.
    """
    get_limiter().count_registration(address_of(request))


def count_mail(request: HttpRequest) -> None:
    """Count one more for the client.

    Raises:
        TooManyRequestsError: It is one too many.
    """
    get_limiter().count_mail(address_of(request))
