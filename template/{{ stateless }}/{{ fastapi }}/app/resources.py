"""What the application depends on: opened with it, and checked by readiness."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI

# Entered in this order when the application starts, left in reverse when it stops.
RESOURCES: list[Callable[[FastAPI], AbstractAsyncContextManager[object]]] = [
    # Such as a client of another service.
]

# A check returns when the service can work, and raises when it can't.
CHECKS: dict[str, Callable[[FastAPI], Awaitable[None]]] = {
    # Such as whether another service answers.
}
