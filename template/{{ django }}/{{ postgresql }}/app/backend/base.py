"""The backend for PostgreSQL."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import IsolationLevel

from app import timeouts
from app.backend.pool import Pooled


class DatabaseWrapper(Pooled, base.DatabaseWrapper):
    def open(self, conn_params: dict[str, Any]) -> timeouts.Connection:
        self.isolation_level = IsolationLevel.READ_COMMITTED
        if "prepare_threshold" not in self.settings_dict["OPTIONS"]:
            del conn_params["prepare_threshold"]  # set, it would mean a pooler
        connection = timeouts.connect(**conn_params, seconds=self.seconds)
        connection.prepare_threshold = None  # Django's own default
        return connection
