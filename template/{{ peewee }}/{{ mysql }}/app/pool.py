"""The pool of connections to MySQL or MariaDB, driven by mysqlclient."""

from typing import Any

from peewee import MySQLDatabase
from playhouse.db_url import parse

from app import driver
from app.config import Settings
from app.limits import Limited


class Pool(Limited, MySQLDatabase):  # type: ignore[misc]
    def is_alive(self, connection: Any) -> bool:
        return driver.is_alive(connection)


def create_pool(settings: Settings) -> Pool:
    url = settings.database_url.get_secret_value()
    limits = driver.limits(settings.database_timeout_seconds)
    return Pool(
        **parse(url, unquote_user=True, unquote_password=True),
        size=settings.database_pool_size,
        **limits,
        # TEXT ends at 64 KiB, which is 16,383 letters of four bytes.
        field_types={"TEXT": "MEDIUMTEXT"},
    )
