"""The backend for PostgreSQL."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import IsolationLevel

from app import driver
from app.backend.pool import Pooled


class DatabaseWrapper(Pooled, base.DatabaseWrapper):
    def open(self, conn_params: dict[str, Any], seconds: int) -> driver.Connection:
        self.isolation_level = IsolationLevel.READ_COMMITTED
        return driver.limited(seconds).connect(**conn_params)
