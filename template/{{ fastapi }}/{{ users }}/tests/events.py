"""Records of events that the code under test sends."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.events import Event
from app.sessions import AsyncSession


@contextmanager
def recorded(event: Event[...]) -> Iterator[list[dict[str, Any]]]:
    """Record the arguments of each event that is sent."""
    sent: list[dict[str, Any]] = []

    async def record(session: AsyncSession, **arguments: Any) -> None:
        sent.append(arguments)

    event.connect(record)
    try:
        yield sent
    finally:
        event.receivers.remove(record)
