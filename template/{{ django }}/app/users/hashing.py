"""Argon2id for passwords, bounded in memory and in the threads that wait for it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connections

from app.errors import UnavailableError

# One per processor; more would only take memory. Four take 76 MiB.
AT_ONCE = min(os.cpu_count() or 1, 4)
# Each takes a thread of the server; the others go on serving.
MAX_WAITING = 4
QUEUE_SECONDS = 5

workers = BoundedSemaphore(AT_ONCE)
places = BoundedSemaphore(AT_ONCE + MAX_WAITING)


class BoundedArgon2PasswordHasher(Argon2PasswordHasher):
    """Hash with 19 MiB, two passes and one lane, as OWASP recommends.

    A hash with other parameters is renewed when its user logs in.
    """

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Hash a password.

        Raises:
            UnavailableError: Too many passwords are waiting to be hashed.
        """
        with turn():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Compare a password with a hash.

        Raises:
            UnavailableError: Too many passwords are waiting to be hashed.
        """
        with turn():
            return super().verify(password, encoded)


@contextmanager
def turn() -> Iterator[None]:
    """Wait for a turn, without a database connection.

    Raises:
        UnavailableError: Too many are waiting, or it takes too long.
    """
    if not places.acquire(blocking=False):
        raise UnavailableError
    try:
        release_connections()
        if not workers.acquire(timeout=QUEUE_SECONDS):
            raise UnavailableError
        try:
            yield
        finally:
            workers.release()
    finally:
        places.release()


def release_connections() -> None:
    """Give back the thread's connections, unless they stay open between requests."""
    for connection in connections.all(initialized_only=True):
        persistent = connection.settings_dict["CONN_MAX_AGE"] != 0
        if not persistent and not connection.in_atomic_block:
            connection.close()
