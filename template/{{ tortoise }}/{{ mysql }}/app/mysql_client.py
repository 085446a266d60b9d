"""Tortoise's client for MySQL and MariaDB, with the connection pool of this service.

Tortoise chooses its migration dialect by the name of this module.
"""

from functools import partial

import asyncmy
from tortoise.backends import mysql
from tortoise.backends.base.client import TransactionContext
from tortoise.backends.mysql.client import TransactionWrapper

from app import timeouts
from app.pool import Pool, PooledTransaction


class Client(mysql.client_class):
    _pool: Pool | None  # type: ignore[assignment]

    async def create_connection(self, with_db: bool) -> None:
        arguments = {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "password": self.password,
            "database": self.database if with_db else None,
            "autocommit": True,
            "charset": self.charset,
            **self.extra,
        }
        self._pool = Pool(
            self.pool_maxsize,
            connect=partial(timeouts.connect, **arguments),
            is_usable=timeouts.is_alive,
            is_clean=is_clean,
            close=asyncmy.Connection.ensure_closed,
        )
        await self._post_connect()

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    def _in_transaction(self) -> TransactionContext:
        return PooledTransaction(TransactionWrapper(self), self._pool_init_lock)


async def is_clean(connection: asyncmy.Connection) -> bool:
    if connection.get_transaction_status():
        connection.close()
    return bool(connection.connected)


client_class = Client
