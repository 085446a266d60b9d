"""A circuit breaker, which spares a failing host and those who wait for it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from app.outbound.bounds import Bounds
from app.outbound.errors import UpstreamBusyError, UpstreamError


class Circuit:
    """Opens after several outages in a row, and then refuses calls for a while.

    After that, a single call goes through. If it succeeds, the circuit closes.
    """

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.failures = 0
        self.open_until = 0.0
        self.is_probing = False
        self.lock = Lock()

    @contextmanager
    def call(self) -> Iterator[None]:
        """Watch the outcome of the call in the `with` block.

        Raises:
            UpstreamBusyError: The circuit is open.
        """
        is_probe = self.begin()
        try:
            yield
            self.end(is_outage=False)
        except UpstreamError as error:
            self.end(is_outage=error.is_outage)
            raise
        finally:  # also if it was cancelled, which says nothing about the host
            if is_probe:
                self.is_probing = False

    def begin(self) -> bool:
        """Return whether the call is the one that goes through an open circuit."""
        with self.lock:
            if self.failures < self.bounds.failures:
                return False
            if self.is_probing or time.monotonic() < self.open_until:
                raise UpstreamBusyError("The circuit is open.")
            self.is_probing = True
            return True

    def end(self, *, is_outage: bool) -> None:
        with self.lock:
            self.failures = self.failures + 1 if is_outage else 0
            self.open_until = time.monotonic() + self.bounds.cooldown
