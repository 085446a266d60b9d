"""Resources of the process, and the checks of its readiness."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager

from asgiref.sync import sync_to_async
from django.db import connection

from app import background


def ping() -> None:
    """Query the database on a connection of the current thread.

    Raises:
        Exception: The driver's error if the database doesn't answer.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()


# Context managers, entered in this order when Django is set up and left in reverse
# when the process ends. Every command sets Django up, so connect on first use.
RESOURCES: list[AbstractContextManager[object]] = [
    background.executor,
]

# A check returns if the service can work, and raises an exception if it can't.
CHECKS: dict[str, Callable[[], Awaitable[None]]] = {
    "database": sync_to_async(ping, thread_sensitive=False),
}
