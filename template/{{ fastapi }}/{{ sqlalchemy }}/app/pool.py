"""The pool of connections: bounded, and each wait for one ends."""

import logging
from typing import Any

from sqlalchemy import exc
from sqlalchemy.pool import AsyncAdaptedQueuePool, PoolProxiedConnection

from app import outages
from app.config import Settings

# Like SQLAlchemy's own pools, it does not report each connection.
logging.getLogger(__name__).setLevel(logging.WARNING)


class Pool(AsyncAdaptedQueuePool):
    def connect(self) -> PoolProxiedConnection:
        """Take a connection.

        Raises:
            UnavailableError: None is free in time, or the server can't be reached.
        """
        try:
            return super().connect()
        except (exc.TimeoutError, OSError) as error:
            raise outages.unavailable(error) from error


def options(settings: Settings) -> dict[str, Any]:
    """The options of an engine with this pool."""
    return {
        "poolclass": Pool,
        "pool_size": settings.database_pool_size,
        "max_overflow": 0,  # such a connection would be closed after each use
        "pool_timeout": outages.WAIT_SECONDS,
        "hide_parameters": True,  # errors would show password hashes in the log
    }
