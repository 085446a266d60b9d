"""Tortoise's client for PostgreSQL, with the pool of this service.

By the name of this module, Tortoise knows how to migrate.
"""

from functools import partial
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    NestedTransactionContext,
    TransactionContext,
    TransactionContextPooled,
)

from app import timeouts
from app.pool import Pool


class Client(AsyncpgDBClient):
    async def create_connection(self, with_db: bool) -> None:
        arguments = {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "password": self.password,
            "database": self.database if with_db else None,
            "server_settings": self.server_settings,
            **self.extra,
        }
        self._pool = Pool(
            self.pool_maxsize,
            connect=partial(asyncpg.connect, **arguments),
            is_usable=timeouts.is_alive,
            is_clean=is_clean,
            close=asyncpg.Connection.close,
        )
        await self._post_connect()

    def _in_transaction(self) -> TransactionContext:
        return TransactionContextPooled(Transaction(self), self._pool_init_lock)


class Transaction(TransactionWrapper):
    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(Transaction(self))

    async def begin(self) -> None:
        try:
            await super().begin()
        except BaseException:  # where it does not begin, Tortoise does not end it
            if self._parent._pool is not None:  # as that of a savepoint is
                await self._parent._pool.release(self._connection)
            raise

    async def _translate_exceptions(self, *call: Any, **kwargs: Any) -> Any:
        try:
            return await super()._translate_exceptions(*call, **kwargs)
        except TimeoutError:
            self._connection.terminate()  # a rollback would wait for the server again
            raise


async def is_clean(connection: asyncpg.Connection) -> bool:
    if connection.is_closed():
        return False
    if connection.is_in_transaction():
        connection.terminate()
        return False
    return True


client_class = Client
