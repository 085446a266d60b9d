"""Sessions: what a request does with the database, all of it or nothing."""

from typing import Any

from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
)

__all__ = ["AsyncSession", "Session", "release", "sessions_on"]

Session = AsyncSession


def sessions_on(
    bind: AsyncEngine | AsyncConnection, **options: Any
) -> async_sessionmaker[Session]:
    """Make what opens sessions; objects stay readable once a session is committed."""
    return async_sessionmaker(bind, expire_on_commit=False, **options)


async def release(session: Session) -> None:
    """Give the connection back before waiting for anything outside the database.

    What was done so far is committed. The session can be used again, and its objects
    stay readable, but may be out of date: read again, locked, what you are to change.
    """
    await session.commit()
