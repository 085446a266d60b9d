"""The connection pool for PostgreSQL, with psycopg."""

from typing import Any

from peewee import IndexMetadata, PostgresqlDatabase, Psycopg3Adapter
from playhouse.db_url import parse
from playhouse.migrations import Runner

from app import driver, timeouts
from app.config import ROOT, Settings
from app.lazy import LazyDatabase
from app.pooling import Limited


class Adapter(Psycopg3Adapter):
    def connect(self, db: PostgresqlDatabase, **params: Any) -> timeouts.Connection:
        return timeouts.connect(dbname=db.database, **params)


class Pool(LazyDatabase, Limited, PostgresqlDatabase):
    psycopg3_adapter = Adapter

    def is_alive(self, connection: Any) -> bool:
        return timeouts.is_alive(connection)

    def get_indexes(self, table: str, schema: str | None = None) -> list[IndexMetadata]:
        """Return the indexes without the primary key's, which no model declares."""
        key = self.get_primary_keys(table, schema)
        indexes = super().get_indexes(table, schema)
        return [index for index in indexes if index.columns != key]


def create_pool(settings: Settings) -> Pool:
    url = settings.database_url.get_secret_value()
    return Pool(
        **parse(url.partition("?")[0], unquote_user=True, unquote_password=True),
        **driver.arguments(url),
        prefer_psycopg3=True,
        size=settings.database_pool_size,
        seconds=settings.database_timeout_seconds,
    )


def run_migrations(settings: Settings) -> None:
    """Migrate, one process at a time."""
    pool, lock = create_pool(settings), create_pool(settings)
    with lock.connection_context(), lock.atomic():
        lock.execute_sql("SELECT pg_advisory_xact_lock(hashtext('migrations'))")
        Runner(pool, ROOT / "migrations").up()
    pool.close_all()
    lock.close_all()
