"""The backend for MySQL and MariaDB."""

from typing import Any

from django.db.backends.mysql import base

from app import timeouts
from app.backend.pool import Pooled


class DatabaseWrapper(Pooled, base.DatabaseWrapper):
    def open(self, conn_params: dict[str, Any]) -> Any:
        arguments = timeouts.limited(conn_params, self.seconds)
        return base.DatabaseWrapper.get_new_connection(self, arguments)
