"""Hash and verify passwords, a bounded number at once."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import ParamSpec, TypeVar

from app.errors import UnavailableError
from app.users import passwords

P = ParamSpec("P")
T = TypeVar("T")

# One per processor; more would only take memory. Four take 76 MiB.
AT_ONCE = min(os.cpu_count() or 1, 4)
# Each takes a thread of the server; the others go on serving.
MAX_WAITING = 6
QUEUE_SECONDS = 5

executor = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="hashing")
places = BoundedSemaphore(AT_ONCE + MAX_WAITING)


def hash_password(password: str) -> str:
    return run(passwords.hash_password, password)


def verify_password(
    password: str, password_hash: str | None
) -> tuple[bool, str | None]:
    """Compare as `passwords.verify_password` does."""
    return run(passwords.verify_password, password, password_hash)


def run(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Wait for a free thread, and call the function in it.

    Release the session's connection first: others need it meanwhile.

    Raises:
        UnavailableError: Too many passwords are waiting, or this one has for too long.
    """
    if not places.acquire(blocking=False):
        raise UnavailableError
    future = executor.submit(function, *args, **kwargs)
    future.add_done_callback(lambda _: places.release())
    try:
        return future.result(timeout=QUEUE_SECONDS)
    except TimeoutError as error:
        future.cancel()
        raise UnavailableError from error
