"""The engine: PostgreSQL, driven by asyncpg."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    NestedTransactionContext,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.backends.base.config_generator import expand_db_url

from app import driver, timeouts
from app.config import Settings
from app.pool import Pool


def connection(settings: Settings) -> dict[str, Any]:
    """Describe the database: the module of a `client_class`, and its arguments."""
    url = settings.database_url.get_secret_value()
    credentials = expand_db_url(url.partition("?")[0])["credentials"]
    arguments = driver.arguments(url)
    limited = timeouts.limited(arguments, settings.database_timeout_seconds)
    credentials |= {**limited, "maxsize": settings.database_pool_size}
    return {"engine": __name__, "credentials": credentials}


async def connect(settings: Settings) -> asyncpg.Connection:
    """Open a connection outside of the pool."""
    credentials = connection(settings)["credentials"]
    del credentials["maxsize"]
    return await asyncpg.connect(**credentials)


class Client(AsyncpgDBClient):
    """Tortoise's client, with the pool of this service."""

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
        )
        await self._post_connect()

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


@asynccontextmanager
async def migration_lock(settings: Settings) -> AsyncIterator[None]:
    """Wait until no other process migrates; keep them waiting meanwhile."""
    connected = await connect(settings)
    try:
        async with connected.transaction():
            statement = "SELECT pg_advisory_xact_lock(hashtext('migrations'))"
            await connected.execute(statement)
            yield
    finally:
        await connected.close()
