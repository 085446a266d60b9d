"""The pool of connections to SQLite, and how this service uses it."""

from typing import Any

from peewee import IndexMetadata, SqliteDatabase
from playhouse.db_url import parse
from playhouse.migrations import Runner

from app.config import Settings
from app.lazy import LazyDatabase
from app.pooling import Limited

FOR_UPDATE = " FOR UPDATE"
PRAGMAS = {
    "foreign_keys": 1,
    "journal_mode": "wal",  # readers don't wait for a writer
    "synchronous": "normal",  # enough with WAL; a power cut loses no consistency
}


class Pool(LazyDatabase, Limited, SqliteDatabase):
    """Its transactions begin before the first write, and take the write lock with it.

    Reads before it see what is committed; were they part of the transaction, a write
    after another connection's commit would be refused.
    https://www.sqlite.org/isolation.html
    """

    for_update = True

    def is_alive(self, connection: Any) -> bool:
        return True  # a file does not hang up

    def begin(self, lock_type: str | None = None) -> None:
        """Leave it to the first write."""

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        self.begin_awaited()
        # SQLite knows no FOR UPDATE: the lock for writing is one for all rows.
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
        """Those of unique constraints too, which have no name that Peewee compares."""
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
        # Seconds to wait for another connection's write.
        timeout=settings.database_timeout_seconds,
        check_same_thread=False,  # a connection serves one thread after another
        returning_clause=True,
        field_types={"BOOL": "BOOLEAN"},
    )
    # SQLite's own knows ASCII only.
    pool.register_function(lower, "lower", 1, deterministic=True)
    return pool


def lower(value: str | None) -> str | None:
    return value and value.lower()


def run_migrations(settings: Settings) -> None:
    """Migrate in one transaction, which other processes wait for."""
    pool = create_pool(settings)
    with pool.connection_context():
        # Peewee changes a column by a new table, which takes the old one's place: with
        # foreign keys, dropping that would delete the rows that refer to it.
        connection = pool.connection()  # type: ignore[no-untyped-call]
        connection.execute("PRAGMA foreign_keys = OFF")
        with pool.atomic():
            connection.execute("BEGIN IMMEDIATE")
            Runner(pool).up()
    pool.close_all()
