"""The engine: SQLite, driven by aiosqlite.

Tortoise itself opens one connection, which a transaction keeps from all others, and
begins transactions as readers: SQLite refuses such a one to write once another process
has written, however long it would wait. Here each transaction has a connection, and
takes the write lock with its first write.
"""

import asyncio
from functools import partial
from typing import Any

import aiosqlite
from tortoise.backends.base.client import (
    Capabilities,
    NestedTransactionContext,
    PoolConnectionWrapper,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionWrapper

from app.config import Settings
from app.pool import Pool

FOR_UPDATE = " FOR UPDATE"
PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_mode = WAL",  # readers don't wait for a writer
    "PRAGMA synchronous = NORMAL",  # enough with WAL; a power cut loses no consistency
)


def connection(settings: Settings) -> dict[str, Any]:
    """Describe the database: the module of a `client_class`, and its arguments."""
    credentials = {
        "file_path": file_path(settings),
        "size": settings.database_pool_size,
        "seconds": settings.database_timeout_seconds,
    }
    return {"engine": __name__, "credentials": credentials}


def file_path(settings: Settings) -> str:
    url = settings.database_url.get_secret_value()
    return url.removeprefix("sqlite:///")


async def connect(path: str, seconds: int) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(
        path,
        # Seconds to wait for another connection's write.
        timeout=seconds,
        # The driver opens a transaction before the first write, and takes the write
        # lock with it. Reads before it see what is committed.
        # https://www.sqlite.org/isolation.html
        isolation_level="IMMEDIATE",
    )
    connection.row_factory = aiosqlite.Row
    for pragma in PRAGMAS:
        await connection.execute(pragma)
    # SQLite's own upper() knows ASCII only.
    await connection.create_function("upper", 1, upper, deterministic=True)
    return connection


async def is_usable(_: aiosqlite.Connection) -> bool:
    return True  # a file does not hang up


async def is_clean(connection: aiosqlite.Connection) -> bool:
    await connection.rollback()
    return True


def upper(value: str | None) -> str | None:
    return value and value.upper()


class Client(SqliteClient):
    capabilities = Capabilities(
        "sqlite",
        daemon=False,
        requires_limit=True,
        inline_comment=True,
        support_for_update=True,  # by `Transaction.execute_query`
        support_update_limit_order_by=False,
        can_rollback_ddl=True,
        support_returning=True,
    )
    _pool: Pool | None = None

    def __init__(
        self, file_path: str, *, size: int, seconds: int, **kwargs: Any
    ) -> None:
        super().__init__(file_path, **kwargs)
        self.size = size
        self.seconds = seconds
        self._pool_init_lock = asyncio.Lock()

    async def create_connection(self, with_db: bool) -> None:
        self._pool = Pool(
            self.size,
            connect=partial(connect, self.filename, self.seconds),
            is_usable=is_usable,
            is_clean=is_clean,
            close=aiosqlite.Connection.close,
        )
        await self._post_connect()

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    def acquire_connection(  # type: ignore[override]
        self,
    ) -> PoolConnectionWrapper[aiosqlite.Connection]:
        return PoolConnectionWrapper(self, self._pool_init_lock)

    def _in_transaction(self) -> TransactionContext:
        return TransactionContextPooled(Transaction(self), self._pool_init_lock)


class Transaction(SqliteTransactionWrapper):
    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(Transaction(self))

    async def begin(self) -> None:
        """Leave it to the driver, which begins with the first write."""

    async def savepoint(self) -> None:
        # The driver opens no transaction for a SAVEPOINT, which then would be one
        # itself: releasing it would commit.
        await self.begin_to_write()
        await super().savepoint()

    async def execute_query(self, query: str, values: Any = None) -> Any:
        # SQLite knows no FOR UPDATE: the lock for writing is one for all rows.
        if query.endswith(FOR_UPDATE):
            await self.begin_to_write()
        return await super().execute_query(query.removesuffix(FOR_UPDATE), values)

    async def begin_to_write(self) -> None:
        if not self._connection.in_transaction:
            await self._connection.execute("BEGIN IMMEDIATE")


client_class = Client
