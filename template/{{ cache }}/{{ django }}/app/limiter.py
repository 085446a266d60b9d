"""The rate limiter of the service."""

from functools import cache

from django.http import HttpRequest

from app.cache import get_server
from app.cache.counters import SharedCounters
from app.client import client_address
from app.config import get_settings
from app.limits import ClientLimits, Limiter


@cache
def get_limiter() -> Limiter:
    settings, server = get_settings(), get_server()
    counters = SharedCounters(server, settings.cache_prefix) if server else None
    return Limiter(settings, counters)


def limits_of(request: HttpRequest) -> ClientLimits:
    """Get the limits of the client that sent a request."""
    address = client_address(request.META, get_settings().trusted_proxies)
    return get_limiter().of(address)
