"""Records of events that the code under test sends."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from blinker import Signal

from app.sessions import Session


@contextmanager
def recorded(event: Signal) -> Iterator[list[dict[str, Any]]]:
    """Record the arguments of each event that is sent."""
    sent: list[dict[str, Any]] = []

    def record(session: Session, **arguments: Any) -> None:
        sent.append(arguments)

    with event.connected_to(record):
        yield sent
