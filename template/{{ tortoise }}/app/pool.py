"""A connection pool with limits on its size and on the wait for a connection."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from tortoise.backends.base.client import (
    TransactionalDBClient,
    TransactionContextPooled,
)
from tortoise.exceptions import TransactionManagementError

from app import outages, timeouts

Connect = Callable[[], Awaitable[Any]]
Check = Callable[[Any], Awaitable[bool]]


class Pool:
    """Connections, each used by one transaction at a time.

    The pools of the drivers neither limit the wait for a connection nor replace dead
    connections.

    Args:
        connect: Opens a connection.
        is_usable: Checks a connection before each use.
        is_clean: Checks after each use whether the connection can be kept.
        close: Closes a connection.
    """

    def __init__(
        self,
        size: int,
        *,
        connect: Connect,
        is_usable: Check,
        is_clean: Check,
        close: Callable[[Any], Awaitable[object]],
    ) -> None:
        self.free = asyncio.Semaphore(size)
        self.idle: list[Any] = []
        self.connect = connect
        self.is_usable = is_usable
        self.is_clean = is_clean
        self.close_one = close

    async def acquire(self) -> Any:
        """Take a connection.

        Raises:
            UnavailableError: No connection became free in time, or the server can't
                be reached.
        """
        try:
            async with asyncio.timeout(outages.WAIT_SECONDS):
                await self.free.acquire()
        except TimeoutError as error:
            raise outages.unavailable("No connection is free.") from error
        try:
            return await self.take_idle() or await self.connect()
        except BaseException as error:
            self.free.release()
            if isinstance(error, OSError) or timeouts.is_outage(error):
                raise outages.unavailable(error) from error
            raise

    async def take_idle(self) -> Any | None:
        """Return an idle connection that works, or None."""
        while self.idle:
            connection = self.idle.pop()
            if await self.is_usable(connection):
                return connection
        return None

    async def release(self, connection: Any) -> None:
        try:
            if await self.is_clean(connection):
                self.idle.append(connection)
        finally:
            self.free.release()

    async def close(self) -> None:
        while self.idle:
            await self.close_one(self.idle.pop())


class PooledTransaction(TransactionContextPooled):
    """A transaction that returns its connection to the pool even if BEGIN fails."""

    async def __aenter__(self) -> TransactionalDBClient:
        try:
            return await super().__aenter__()
        except BaseException:
            if self.client._connection is not None:  # acquired, but BEGIN failed
                await self.end_without_rollback()
            raise

    async def end_without_rollback(self) -> None:
        await super().__aexit__(TransactionManagementError, None, None)
