"""The backend for MySQL and MariaDB."""

from typing import Any

from django.db.backends.mysql import base

from app import driver
from app.backend.pool import Pooled


class DatabaseWrapper(Pooled, base.DatabaseWrapper):
    def open(self, conn_params: dict[str, Any], seconds: int) -> Any:
        limited = {**driver.limits(seconds), **conn_params}
        return base.DatabaseWrapper.get_new_connection(self, limited)
