"""The engine: MySQL or MariaDB, driven by asyncmy."""

from typing import Any

from tortoise.backends.base.config_generator import expand_db_url

from app import driver
from app.config import Settings


def connection(settings: Settings) -> dict[str, Any]:
    """Describe the database: Tortoise's module for it, and the driver's arguments."""
    url = settings.database_url.get_secret_value()
    plain = "mysql" + url[url.index(":") :].partition("?")[0]  # or mariadb://
    described = expand_db_url(plain)
    described["credentials"] |= driver.arguments(url)
    described["credentials"] |= {
        "maxsize": 20,
        # The server closes idle connections after wait_timeout seconds.
        "pool_recycle": 1800,
        # Each statement sees what is committed; with the default, a transaction would
        # judge by a snapshot that is older than the locks it waited for.
        "init_command": "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
    }
    return described
