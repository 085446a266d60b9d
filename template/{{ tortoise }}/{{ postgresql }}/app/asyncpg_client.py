"""Tortoise's client for PostgreSQL, with the connection pool of this service.

Tortoise chooses its migration dialect by the name of this module.
"""

from functools import partial
from types import TracebackType
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import TransactionContext

from app import timeouts
from app.pool import Pool, PooledTransaction


class Client(AsyncpgDBClient):
    async def create_pool(self, **options: Any) -> Pool:
        size = options.pop("max_size")
        for name in ("min_size", "connection_class"):  # of the driver's own pool
            del options[name]
        return Pool(
            size,
            connect=partial(asyncpg.connect, **options),
            is_usable=timeouts.is_alive,
            is_clean=is_clean,
            close=asyncpg.Connection.close,
        )

    def _in_transaction(self) -> TransactionContext:
        return Transaction(TransactionWrapper(self), self._pool_init_lock)


class Transaction(PooledTransaction):
    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if isinstance(error, TimeoutError):
            async with self.client.acquire_connection() as connection:
                connection.terminate()  # a rollback would wait for the server again
            await self.end_without_rollback()
        else:
            await super().__aexit__(kind, error, traceback)


async def is_clean(connection: asyncpg.Connection) -> bool:
    if connection.is_closed():
        return False
    if connection.is_in_transaction():
        connection.terminate()
        return False
    return True


client_class = Client
