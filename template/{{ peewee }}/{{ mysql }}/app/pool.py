"""The connection pool for MySQL and MariaDB, with mysqlclient."""

from typing import Any

from peewee import MySQLDatabase
from playhouse.db_url import parse
from playhouse.migrations import Runner

from app import driver, timeouts
from app.config import ROOT, Settings
from app.lazy import LazyDatabase
from app.pooling import Limited


class Pool(LazyDatabase, Limited, MySQLDatabase):
    def is_alive(self, connection: Any) -> bool:
        return timeouts.is_alive(connection)


def create_pool(settings: Settings) -> Pool:
    url = settings.database_url.get_secret_value()
    return Pool(
        **parse(url.partition("?")[0], unquote_user=True, unquote_password=True),
        **timeouts.limited(driver.arguments(url), settings.database_timeout_seconds),
        size=settings.database_pool_size,
        # TEXT holds only 64 KiB, which is 16,383 characters of four bytes.
        field_types={"TEXT": "MEDIUMTEXT"},
    )


def run_migrations(settings: Settings) -> None:
    """Migrate, one process at a time.

    Raises:
        TimeoutError: Another process has held the lock for an hour.
    """
    pool, lock = create_pool(settings), create_pool(settings)
    with lock.connection_context():
        cursor = lock.execute_sql("SELECT GET_LOCK(MD5(DATABASE()), 3600)")
        if not cursor.fetchone()[0]:
            raise TimeoutError("Another process is still migrating this database.")
        Runner(pool, ROOT / "migrations").up()
    pool.close_all()
    lock.close_all()
