"""What the application depends on: opened with it, and checked by readiness."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI

from app import database
from app.users import limits

# Entered in this order when the application starts, left in reverse when it stops.
RESOURCES: list[Callable[[FastAPI], AbstractAsyncContextManager[object]]] = [
    database.connected,
    limits.counted,
]

# A check returns when the service can work, and raises when it can't.
CHECKS: dict[str, Callable[[FastAPI], Awaitable[None]]] = {
    "database": database.ping,
}
