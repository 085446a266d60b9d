"""The deadline of a call, which bounds each wait in it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

current: ContextVar[float] = ContextVar("deadline")


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """End the waits in the `with` block after so many seconds."""
    token = current.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        current.reset(token)


def within(timeout: float | None) -> float:
    """Return a timeout that ends at the deadline.

    Raises:
        TimeoutError: The deadline has passed.
    """
    seconds_left = current.get() - time.monotonic()
    if seconds_left <= 0:
        raise TimeoutError
    return seconds_left if timeout is None else min(timeout, seconds_left)
