"""What a process depends on: opened with it, and checked by readiness."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager

from asgiref.sync import sync_to_async
from django.db import connection

from app import background


def ping() -> None:
    """Ask the database for an answer, on a connection of this thread's own.

    Raises:
        Exception: Whatever the driver raises when there is none.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()


# Entered in this order when Django is set up, by each command and by mypy too: connect
# on first use. Left in reverse when the process ends.
RESOURCES: list[AbstractContextManager[object]] = [
    background.executor,
]

# A check returns when the service can work, and raises when it can't.
CHECKS: dict[str, Callable[[], Awaitable[None]]] = {
    "database": sync_to_async(ping, thread_sensitive=False),
}
