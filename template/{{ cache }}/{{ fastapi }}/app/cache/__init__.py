"""The cache of the application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, Request

from app.cache.cached import Store
from app.cache.server import CacheServer
from app.cache.stores import MemoryStore, ServerStore

# Without CACHE_URL, values are kept here.
memory = MemoryStore()


@asynccontextmanager
async def cache_lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the cache as `app.state.cache`, on the server `app.state.cache_server`."""
    settings = app.state.settings
    app.state.cache, app.state.cache_server = memory, None
    if settings.cache_url is None:
        yield
        return
    server = CacheServer(settings.cache_url.get_secret_value())
    app.state.cache_server = server
    app.state.cache = ServerStore(server, settings.cache_prefix)
    try:
        yield
    finally:
        await server.close()


async def check_cache(app: FastAPI) -> None:
    """Check that the server answers, if there is one.

    Raises:
        DegradedError: It doesn't. The service works without a cache.
    """
    server: CacheServer | None = app.state.cache_server
    if server is not None:
        await server.check()


async def get_cache(request: Request) -> Store:
    cache: Store = request.app.state.cache
    return cache


CacheDep = Annotated[Store, Depends(get_cache)]
