"""A connection pool with a limited size and limited waits."""

import logging
from typing import Any

from sqlalchemy import exc
from sqlalchemy.pool import AsyncAdaptedQueuePool, PoolProxiedConnection

from app import outages
from app.config import Settings

# SQLAlchemy's pools would log each connection, and so would a subclass.
logging.getLogger(__name__).setLevel(logging.WARNING)


class Pool(AsyncAdaptedQueuePool):
    def connect(self) -> PoolProxiedConnection:
        """Take a connection.

        Raises:
            UnavailableError: No connection is free in time, or the server is down.
        """
        try:
            return super().connect()
        except (exc.TimeoutError, OSError) as error:
            raise outages.unavailable(error) from error


def options(settings: Settings) -> dict[str, Any]:
    """Return the options of an engine that uses this pool."""
    return {
        "poolclass": Pool,
        "pool_size": settings.database_pool_size,
        "max_overflow": 0,  # connections beyond the size would be closed after each use
        "pool_timeout": outages.WAIT_SECONDS,
        "hide_parameters": True,  # keep password hashes out of logged errors
    }
