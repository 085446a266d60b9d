"""The cache of the application."""

from typing import NamedTuple
from weakref import finalize

from flask import Flask, current_app

from app.cache.cached import Store
from app.cache.server import CacheServer
from app.cache.stores import MemoryStore, ServerStore
from app.config import Settings

# Without CACHE_URL, values are kept here.
memory = MemoryStore()


class CacheState(NamedTuple):
    """The store of an application, and its server, if it has one."""

    store: Store
    server: CacheServer | None


class Cache:
    """A Flask extension, which is a store of the current application."""

    def init_app(self, app: Flask, settings: Settings) -> None:
        state = CacheState(memory, None)
        if settings.cache_url is not None:
            server = CacheServer(settings.cache_url.get_secret_value())
            state = CacheState(ServerStore(server, settings.cache_prefix), server)
            finalize(app, server.close)
        app.extensions["cache"] = state

    def get_state(self, app: Flask) -> CacheState:
        state: CacheState = app.extensions["cache"]
        return state

    @property
    def store(self) -> Store:
        return self.get_state(current_app).store


cache = Cache()


def check_cache() -> None:
    """Check that the server answers, if there is one.

    Raises:
        DegradedError: It doesn't. The service works without a cache.
    """
    server = cache.get_state(current_app).server
    if server is not None:
        server.check()
