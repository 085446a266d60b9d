"""Database sessions and transactions."""

from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, async_sessionmaker
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from app import callbacks
from app.after_commit import Callback

__all__ = [
    "AsyncSession",
    "committed",
    "create_session_factory",
    "on_commit",
    "release",
]


def create_session_factory(
    bind: AsyncEngine | AsyncConnection, **options: Any
) -> async_sessionmaker[AsyncSession]:
    """Create a factory of sessions whose objects stay readable after a commit."""
    sessions = sessionmaker(class_=Session)
    callbacks.register(sessions)
    return async_sessionmaker(
        bind,
        class_=AsyncSession,
        sync_session_class=sessions,
        expire_on_commit=False,
        **options,
    )


async def release(session: AsyncSession) -> None:
    """Commit, and return the connection to the pool before a wait for anything else.

    The session stays usable and its objects readable. Lock and read again what you are
    going to change, since other requests may have changed it.
    """
    await session.commit()


def on_commit(session: AsyncSession, callback: Callback) -> None:
    """Call `await callback(app)` after the commit, but not if it is rolled back."""
    sync = session.sync_session
    if not sync.in_transaction():
        sync.begin()  # a rollback without a transaction emits no event
    keep = partial(committed(session).append, callback)
    callbacks.of(sync).append((sync.get_nested_transaction(), keep))


def committed(session: AsyncSession) -> list[Callback]:
    """Return the callbacks whose transaction is committed."""
    committed: list[Callback] = session.info.setdefault("committed", [])
    return committed
