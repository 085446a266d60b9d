"""The cache, on a server that all processes share, or in the memory of each."""

import functools

from app.cache.server import CacheServer
from app.config import get_settings


@functools.cache
def connect(url: str) -> CacheServer:
    return CacheServer(url)


def get_server() -> CacheServer | None:
    """Return the server at CACHE_URL, which all threads share, if it is set."""
    url = get_settings().cache_url
    return connect(url.get_secret_value()) if url is not None else None


def check_cache() -> None:
    """Check that the server answers, if there is one.

    Raises:
        DegradedError: It doesn't. The service works without a cache.
    """
    server = get_server()
    if server is not None:
        server.check()
