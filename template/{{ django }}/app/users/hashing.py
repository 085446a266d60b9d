"""Password hashing with Argon2id, limited in memory and in waiting threads."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import ParamSpec, TypeVar

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connections

from app.errors import UnavailableError

P = ParamSpec("P")
T = TypeVar("T")

# One per processor, since more would only take memory. Four take 76 MiB.
AT_ONCE = min(os.cpu_count() or 1, 4)
# Each waits in a thread of the server. The other threads go on serving.
MAX_WAITING = 4
QUEUE_SECONDS = 5

# Dedicated threads, since each keeps the memory of its last hash.
executor = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="hashing")
places = BoundedSemaphore(AT_ONCE + MAX_WAITING)


class BoundedArgon2PasswordHasher(Argon2PasswordHasher):
    """Hash with 19 MiB, two passes and one lane, as OWASP recommends.

    Hashes with other parameters are renewed when the user logs in.
    """

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Hash a password.

        Raises:
            UnavailableError: Too many passwords are waiting to be hashed.
        """
        return run(super().encode, password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Check a password against a hash.

        Raises:
            UnavailableError: Too many passwords are waiting to be hashed.
        """
        return run(super().verify, password, encoded)


def run(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Release the database connection, and call the function in a hashing thread.

    Raises:
        UnavailableError: Too many passwords are waiting, or this one timed out.
    """
    if not places.acquire(blocking=False):
        raise UnavailableError
    release_connections()
    future = executor.submit(function, *args, **kwargs)
    release = places.release
    future.add_done_callback(lambda _: release())
    try:
        return future.result(timeout=QUEUE_SECONDS)
    except TimeoutError as error:
        future.cancel()
        raise UnavailableError from error


def release_connections() -> None:
    """Close the thread's connections, unless they stay open between requests."""
    for connection in connections.all(initialized_only=True):
        persistent = connection.settings_dict["CONN_MAX_AGE"] != 0
        if not persistent and not connection.in_atomic_block:
            connection.close()
