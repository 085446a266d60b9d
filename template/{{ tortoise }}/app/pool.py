"""The pool of connections: bounded, and each wait for one ends."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from app import outages, timeouts

Connect = Callable[[], Awaitable[Any]]
Check = Callable[[Any], Awaitable[bool]]


class Pool:
    """Connections, each used by one transaction at a time, and kept for the next.

    Those of the drivers neither limit the wait for a connection, nor replace dead ones.

    Args:
        connect: Opens a connection.
        is_usable: Whether one can be used, asked before each use.
        is_clean: Whether one can be kept, asked after each use.
        close: Closes one for good.
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
            UnavailableError: None is free in time, or the server can't be reached.
        """
        try:
            async with asyncio.timeout(outages.WAIT_SECONDS):
                await self.free.acquire()
        except TimeoutError as error:
            raise outages.unavailable("No connection is free.") from error
        try:
            return await self.take() or await self.connect()
        except BaseException as error:
            self.free.release()
            if isinstance(error, OSError) or timeouts.is_outage(error):
                raise outages.unavailable(error) from error
            raise

    async def take(self) -> Any | None:
        """Take an idle connection that is alive, if there is one."""
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
