"""Sessions: what a request does with the database, all of it or nothing."""

from collections.abc import Callable
from typing import Any

import sqlmodel
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import sessionmaker

from app import callbacks

Session = sqlmodel.Session


def sessions_on(bind: Engine | Connection, **options: Any) -> sessionmaker[Session]:
    """Make what opens sessions; objects stay readable once a session is committed."""
    sessions = sessionmaker(bind, class_=Session, expire_on_commit=False, **options)
    callbacks.listen_to(sessions)
    return sessions


def release(session: Session) -> None:
    """Give the connection back before waiting for anything outside the database.

    What was done so far is committed. The session can be used again, and its objects
    stay readable, but may be out of date: read again, locked, what you are to change.
    """
    session.commit()


def on_commit(session: Session, function: Callable[[], object]) -> None:
    """Call the function once the session is committed; never after a rollback."""
    if not session.in_transaction():
        session.begin()  # else nothing would tell of a rollback
    callbacks.of(session).append((session.get_nested_transaction(), function))
