"""The pool of connections to PostgreSQL, driven by psycopg."""

from peewee import IndexMetadata
from playhouse.db_url import parse
from playhouse.migrations import Runner
from playhouse.pool import PooledPostgresqlDatabase

from app import driver
from app.config import Settings
from app.lazy import LazyDatabase


class Pool(LazyDatabase, PooledPostgresqlDatabase):  # type: ignore[misc]
    def get_indexes(self, table: str, schema: str | None = None) -> list[IndexMetadata]:
        """Without the primary key's, which no model declares, whatever its name."""
        key = self.get_primary_keys(table, schema)
        indexes = super().get_indexes(table, schema)
        return [index for index in indexes if index.columns != key]


def create_pool(settings: Settings) -> Pool:
    url = settings.database_url.get_secret_value()
    return Pool(
        **parse(url.partition("?")[0], unquote_user=True, unquote_password=True),
        **driver.arguments(url),
        prefer_psycopg3=True,
        max_connections=20,
        timeout=30,  # seconds to wait for a connection
    )


def run_migrations(settings: Settings) -> None:
    """Migrate, in one process at a time: the others wait for the lock."""
    pool, lock = create_pool(settings), create_pool(settings)
    with lock.connection_context(), lock.atomic():
        lock.execute_sql("SELECT pg_advisory_xact_lock(hashtext('migrations'))")
        Runner(pool).up()
    pool.close_all()
    lock.close_all()
