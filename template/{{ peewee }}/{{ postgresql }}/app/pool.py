"""The pool of connections to PostgreSQL, driven by psycopg."""

from typing import Any

from peewee import IndexMetadata, PostgresqlDatabase, Psycopg3Adapter
from playhouse.db_url import parse

from app import driver
from app.config import Settings
from app.limits import Limited


class Adapter(Psycopg3Adapter):  # type: ignore[misc]
    """Opens connections on which no statement takes longer than their class allows."""

    connection_class: type[driver.Connection]

    def connect(self, db: PostgresqlDatabase, **params: Any) -> driver.Connection:
        return self.connection_class.connect(dbname=db.database, **params)


class Pool(Limited, PostgresqlDatabase):  # type: ignore[misc]
    psycopg3_adapter = Adapter

    def is_alive(self, connection: Any) -> bool:
        return driver.is_alive(connection)

    def get_indexes(self, table: str, schema: str | None = None) -> list[IndexMetadata]:
        """Without the primary key's, which no model declares, whatever its name."""
        key = self.get_primary_keys(table, schema)
        indexes = super().get_indexes(table, schema)
        return [index for index in indexes if index.columns != key]


def create_pool(settings: Settings) -> Pool:
    url = settings.database_url.get_secret_value()
    pool = Pool(
        **parse(url, unquote_user=True, unquote_password=True),
        prefer_psycopg3=True,
        size=settings.database_pool_size,
    )
    connection_class = driver.limited(settings.database_timeout_seconds)
    pool._adapter.connection_class = connection_class
    return pool
