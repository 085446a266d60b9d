"""The database engine: SQLite, with aiosqlite.

Tortoise's own client shares one connection between all transactions, and begins them
as readers, which SQLite does not let write after another process has written. This
client gives each transaction a connection, and takes the write lock with the first
write.
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
)
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionWrapper

from app.config import Settings
from app.pool import Pool, PooledTransaction

FOR_UPDATE = " FOR UPDATE"
PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_mode = WAL",  # readers don't wait for a writer
    "PRAGMA synchronous = NORMAL",  # enough with WAL; a power cut loses no consistency
)


def connection(settings: Settings) -> dict[str, Any]:
    """Return Tortoise's configuration of the connection."""
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
        # Seconds to wait while another connection writes.
        timeout=seconds,
        # The driver begins a transaction before the first write and takes the write
        # lock. Earlier reads see what is committed.
        # https://www.sqlite.org/isolation.html
        isolation_level="IMMEDIATE",
    )
    connection.row_factory = aiosqlite.Row
    for pragma in PRAGMAS:
        await connection.execute(pragma)
    # The built-in upper() converts ASCII only.
    await connection.create_function("upper", 1, upper, deterministic=True)
    return connection


async def is_usable(_: aiosqlite.Connection) -> bool:
    return True  # a connection to a file can't be lost


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
        return PooledTransaction(Transaction(self), self._pool_init_lock)


class Transaction(SqliteTransactionWrapper):
    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(Transaction(self))

    async def begin(self) -> None:
        """Let the driver begin with the first write."""

    async def savepoint(self) -> None:
        # The driver doesn't begin a transaction before SAVEPOINT. Releasing an
        # outermost savepoint would commit.
        await self.begin_to_write()
        await super().savepoint()

    async def execute_query(self, query: str, values: Any = None) -> Any:
        # SQLite has no FOR UPDATE, only one write lock for the whole database.
        if query.endswith(FOR_UPDATE):
            await self.begin_to_write()
        return await super().execute_query(query.removesuffix(FOR_UPDATE), values)

    async def begin_to_write(self) -> None:
        if not self._connection.in_transaction:
            await self._connection.execute("BEGIN IMMEDIATE")


client_class = Client
