"""The connection pool for SQLite."""

from typing import Any

from peewee import IndexMetadata, SqliteDatabase
from playhouse.db_url import parse
from playhouse.migrations import Runner

from app.config import ROOT, Settings
from app.lazy import LazyDatabase
from app.pooling import Limited

FOR_UPDATE = " FOR UPDATE"
PRAGMAS = {
    "foreign_keys": 1,
    "journal_mode": "wal",  # readers don't wait for a writer
    "synchronous": "normal",  # enough with WAL; a power cut loses no consistency
}


class Pool(LazyDatabase, Limited, SqliteDatabase):
    """A pool whose transactions begin, and take the write lock, before the first write.

    Earlier reads see what is committed. If they were part of the transaction, SQLite
    would refuse to write after another connection's commit.
    https://www.sqlite.org/isolation.html
    """

    for_update = True

    def is_alive(self, connection: Any) -> bool:
        return True  # a connection to a file can't be lost

    def begin(self, lock_type: str | None = None) -> None:
        """Wait for the first write."""

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        self.begin_awaited()
        # SQLite has no FOR UPDATE, only one write lock for the whole database.
        locks = sql.endswith(FOR_UPDATE)
        reads = sql.lstrip()[:6].upper() in ("SELECT", "PRAGMA") and not locks
        if not reads and self.in_transaction() and not self.has_begun():
            super().begin("IMMEDIATE")
        return super().execute_sql(sql.removesuffix(FOR_UPDATE), params)

    def commit(self) -> None:
        if self.has_begun():
            super().commit()

    def rollback(self) -> None:
        if self.has_begun():
            super().rollback()

    def has_begun(self) -> bool:
        return bool(self.connection().in_transaction)  # type: ignore[no-untyped-call]

    def get_indexes(self, table: str, schema: str | None = None) -> list[IndexMetadata]:
        """Return the indexes, those of unique constraints by the names of these."""
        indexes = super().get_indexes(table, schema)
        key = self.get_primary_keys(table, schema)
        return [
            index._replace(name=f"uq_{table}_{'_'.join(index.columns)}")
            if index.sql is None and index.columns != key
            else index
            for index in indexes
        ]


def create_pool(settings: Settings) -> Pool:
    pool = Pool(
        **parse(settings.database_url.get_secret_value()),
        pragmas=PRAGMAS,
        size=settings.database_pool_size,
        # Seconds to wait while another connection writes.
        timeout=settings.database_timeout_seconds,
        check_same_thread=False,  # threads reuse connections
        returning_clause=True,
        field_types={"BOOL": "BOOLEAN"},
    )
    # The built-in lower() converts ASCII only.
    pool.register_function(lower, "lower", 1, deterministic=True)
    return pool


def lower(value: str | None) -> str | None:
    return value and value.lower()


def run_migrations(settings: Settings) -> None:
    """Migrate in one transaction, for which other processes wait."""
    pool = create_pool(settings)
    with pool.connection_context():
        # To change a column, Peewee replaces the table. With foreign keys on, dropping
        # the old table would delete the rows that refer to it.
        connection = pool.connection()  # type: ignore[no-untyped-call]
        connection.execute("PRAGMA foreign_keys = OFF")
        with pool.atomic():
            connection.execute("BEGIN IMMEDIATE")
            Runner(pool, ROOT / "migrations").up()
    pool.close_all()
