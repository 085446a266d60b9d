"""Database sessions and transactions."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, async_sessionmaker
from sqlmodel.ext.asyncio.session import AsyncSession

__all__ = ["AsyncSession", "create_session_factory", "release"]


def create_session_factory(
    bind: AsyncEngine | AsyncConnection, **options: Any
) -> async_sessionmaker[AsyncSession]:
    """Create a factory of sessions whose objects stay readable after a commit."""
    return async_sessionmaker(
        bind, class_=AsyncSession, expire_on_commit=False, **options
    )


async def release(session: AsyncSession) -> None:
    """Commit, and return the connection to the pool before a wait for anything else.

    The session stays usable and its objects readable. Lock and read again what you are
    going to change, since other requests may have changed it.
    """
    await session.commit()
