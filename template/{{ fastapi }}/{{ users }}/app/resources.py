"""Resources opened at startup, and readiness checks."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI

from app import database
from app.users import limits

# Opened in this order at startup, and closed in reverse order at shutdown.
RESOURCES: list[Callable[[FastAPI], AbstractAsyncContextManager[object]]] = [
    database.connected,
    limits.limiter_lifespan,
]

# A readiness check raises an exception if the service can't handle requests.
CHECKS: dict[str, Callable[[FastAPI], Awaitable[None]]] = {
    "database": database.ping,
}
