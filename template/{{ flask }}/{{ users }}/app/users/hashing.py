"""Password hashing in a limited number of threads."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import ParamSpec, TypeVar

from app.errors import UnavailableError
from app.users import passwords

P = ParamSpec("P")
T = TypeVar("T")

# One for each processor, since more only use memory. Four use 76 MiB.
MAX_THREADS = min(os.cpu_count() or 1, 4)
# Each blocks a thread of the server.
MAX_QUEUED = 6
QUEUE_SECONDS = 5

executor = ThreadPoolExecutor(MAX_THREADS, thread_name_prefix="hashing")
slots = BoundedSemaphore(MAX_THREADS + MAX_QUEUED)


def hash_password(password: str) -> str:
    return run(passwords.hash_password, password)


def verify_password(
    password: str, password_hash: str | None
) -> tuple[bool, str | None]:
    """Compare a password with a hash. See `passwords.verify_password`."""
    return run(passwords.verify_password, password, password_hash)


def run(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function in the next free thread, and wait for its result.

    Release the database connection of the session first.

    Raises:
        UnavailableError: Too many calls are waiting, or this one waited too long.
    """
    if not slots.acquire(blocking=False):
        raise UnavailableError
    future = executor.submit(function, *args, **kwargs)
    release = slots.release
    future.add_done_callback(lambda _: release())
    try:
        return future.result(timeout=QUEUE_SECONDS)
    except TimeoutError as error:
        future.cancel()
        raise UnavailableError from error
