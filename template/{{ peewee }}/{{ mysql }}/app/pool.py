"""The pool of connections to MySQL or MariaDB, driven by mysqlclient."""

from playhouse.db_url import parse
from playhouse.migrations import Runner
from playhouse.pool import PooledMySQLDatabase

from app import driver
from app.config import Settings
from app.lazy import LazyDatabase


class Pool(LazyDatabase, PooledMySQLDatabase):  # type: ignore[misc]
    pass


def create_pool(settings: Settings) -> Pool:
    url = settings.database_url.get_secret_value()
    return Pool(
        **parse(url.partition("?")[0], unquote_user=True, unquote_password=True),
        **driver.arguments(url),
        max_connections=20,
        timeout=30,  # seconds to wait for a connection
        # Each statement sees what is committed; with the default, a transaction would
        # judge by a snapshot that is older than the locks it waited for.
        init_command="SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
        # TEXT ends at 64 KiB, which is 16,383 letters of four bytes.
        field_types={"TEXT": "MEDIUMTEXT"},
    )


def run_migrations(settings: Settings) -> None:
    """Migrate, in one process at a time: the others wait for the lock.

    Raises:
        TimeoutError: Another process holds the lock for an hour.
    """
    pool, lock = create_pool(settings), create_pool(settings)
    with lock.connection_context():
        cursor = lock.execute_sql("SELECT GET_LOCK(MD5(DATABASE()), 3600)")
        if not cursor.fetchone()[0]:
            raise TimeoutError("Another process is still migrating this database.")
        Runner(pool).up()
    pool.close_all()
    lock.close_all()
