"""Database sessions and transactions."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session, sessionmaker

from app import callbacks

__all__ = ["Session", "create_session_factory", "on_commit", "release"]


def create_session_factory(
    bind: Engine | Connection, **options: Any
) -> sessionmaker[Session]:
    """Create a factory of sessions whose objects stay readable after a commit."""
    sessions = sessionmaker(bind, expire_on_commit=False, **options)
    callbacks.register(sessions)
    return sessions


def release(session: Session) -> None:
    """Commit, and return the connection to the pool before a wait for anything else.

    The session stays usable and its objects readable. Lock and read again what you are
    going to change, since other requests may have changed it.
    """
    session.commit()


def on_commit(session: Session, function: Callable[[], object]) -> None:
    """Call the function after the next commit, but not if it is rolled back."""
    if not session.in_transaction():
        session.begin()  # a rollback without a transaction emits no event
    callbacks.of(session).append((session.get_nested_transaction(), function))
