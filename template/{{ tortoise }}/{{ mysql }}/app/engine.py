"""The database engine: MySQL or MariaDB, with asyncmy."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncmy
from tortoise.backends.base.config_generator import expand_db_url

from app import driver, mysql_client, timeouts
from app.config import Settings


def connection(settings: Settings) -> dict[str, Any]:
    """Return Tortoise's configuration of the connection."""
    url = settings.database_url.get_secret_value()
    plain = "mysql" + url[url.index(":") :].partition("?")[0]  # or mariadb://
    credentials = expand_db_url(plain)["credentials"]
    arguments = driver.arguments(url)
    limited = timeouts.limited(arguments, settings.database_timeout_seconds)
    credentials |= {**limited, "maxsize": settings.database_pool_size}
    return {"engine": mysql_client.__name__, "credentials": credentials}


def connect(settings: Settings) -> Any:
    """Open a connection outside the pool, for use with `async with`."""
    credentials = connection(settings)["credentials"]
    names = (
        *("host", "port", "user", "password", "database", "ssl", "unix_socket"),
        *("init_command", "read_timeout"),
    )
    server = {name: credentials[name] for name in names if name in credentials}
    return asyncmy.connect(**server)


@asynccontextmanager
async def migration_lock(settings: Settings) -> AsyncIterator[None]:
    """Hold a lock that lets one process migrate at a time.

    Raises:
        TimeoutError: Another process has held the lock for an hour.
    """
    async with connect(settings) as connected, connected.cursor() as cursor:
        await cursor.execute("SELECT GET_LOCK(MD5(DATABASE()), 3600)")
        if not (await cursor.fetchone())[0]:
            raise TimeoutError("Another process is still migrating this database.")
        yield
