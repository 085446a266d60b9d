"""Resources opened at startup, and readiness checks."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI

# Opened in this order at startup, and closed in reverse order at shutdown.
RESOURCES: list[Callable[[FastAPI], AbstractAsyncContextManager[object]]] = [
    # For example, an HTTP client of another service.
]

# A readiness check raises an exception if the service can't handle requests.
CHECKS: dict[str, Callable[[FastAPI], Awaitable[None]]] = {
    # For example, a request to another service.
}
