"""The engine: MySQL or MariaDB, driven by asyncmy."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import asyncmy
from tortoise.backends.base.client import (
    NestedTransactionContext,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.backends.mysql.client import MySQLClient, TransactionWrapper

from app import driver, timeouts
from app.config import Settings
from app.pool import Pool


def connection(settings: Settings) -> dict[str, Any]:
    """Describe the database: the module of a `client_class`, and its arguments."""
    url = settings.database_url.get_secret_value()
    plain = "mysql" + url[url.index(":") :].partition("?")[0]  # or mariadb://
    credentials = expand_db_url(plain)["credentials"]
    arguments = driver.arguments(url)
    limited = timeouts.limited(arguments, settings.database_timeout_seconds)
    credentials |= {**limited, "maxsize": settings.database_pool_size}
    return {"engine": __name__, "credentials": credentials}


def connect(settings: Settings) -> Any:
    """Open a connection outside of the pool, to be used by `async with`."""
    credentials = connection(settings)["credentials"]
    names = (
        *("host", "port", "user", "password", "database", "ssl", "unix_socket"),
        *("init_command", "read_timeout"),
    )
    server = {name: credentials[name] for name in names if name in credentials}
    return asyncmy.connect(**server)


class Client(MySQLClient):
    """Tortoise's client, with the pool of this service."""

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
        )
        await self._post_connect()

    async def _close(self) -> None:
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    def _in_transaction(self) -> TransactionContext:
        return TransactionContextPooled(Transaction(self), self._pool_init_lock)


class Transaction(TransactionWrapper):
    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(TransactionWrapper(self))

    async def begin(self) -> None:
        try:
            await super().begin()
        except BaseException:  # where it does not begin, Tortoise does not end it
            await self._parent._pool.release(self._connection)
            raise


async def is_clean(connection: asyncmy.Connection) -> bool:
    if connection.get_transaction_status():
        connection.close()
    return bool(connection.connected)


client_class = Client


@asynccontextmanager
async def migration_lock(settings: Settings) -> AsyncIterator[None]:
    """Wait until no other process migrates; keep them waiting meanwhile.

    Raises:
        TimeoutError: Another process holds the lock for an hour.
    """
    async with connect(settings) as connected, connected.cursor() as cursor:
        await cursor.execute("SELECT GET_LOCK(MD5(DATABASE()), 3600)")
        if not (await cursor.fetchone())[0]:
            raise TimeoutError("Another process is still migrating this database.")
        yield
