"""Turns: which threads may use the database, and which wait for it."""

from threading import BoundedSemaphore

from app.outages import WAIT_SECONDS, unavailable

MOMENT_SECONDS = 0.5
WAITING = 2


class Turns:
    """As many turns as the pool has connections.

    Other threads wait while turns end. If none has ended for MOMENT_SECONDS, only
    WAITING threads keep waiting, and the others stay free for requests that need no
    database.
    """

    def __init__(self, size: int) -> None:
        self.free = BoundedSemaphore(size)
        self.waiting = BoundedSemaphore(WAITING)
        self.are_stuck = False

    def begin(self) -> None:
        """Take a turn.

        Raises:
            UnavailableError: No turn ended in time.
        """
        if self.free.acquire(blocking=False):
            return
        if not self.are_stuck and self.free.acquire(timeout=MOMENT_SECONDS):
            return
        self.are_stuck = True
        if not self.waiting.acquire(blocking=False) or not self.wait():
            raise unavailable("No connection is free.")

    def wait(self) -> bool:
        try:
            return self.free.acquire(timeout=WAIT_SECONDS - MOMENT_SECONDS)
        finally:
            self.waiting.release()

    def end(self) -> None:
        self.are_stuck = False
        self.free.release()
