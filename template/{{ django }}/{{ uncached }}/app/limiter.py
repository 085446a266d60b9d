"""The rate limiter of this process."""

from functools import cache

from django.http import HttpRequest

from app.client import client_address
from app.config import get_settings
from app.limits import ClientLimits, Limiter


@cache
def get_limiter() -> Limiter:
    return Limiter(get_settings())


def limits_of(request: HttpRequest) -> ClientLimits:
    """Get the limits of the client that sent a request."""
    address = client_address(request.META, get_settings().trusted_proxies)
    return get_limiter().of(address)
