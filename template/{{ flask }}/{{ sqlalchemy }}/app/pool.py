"""A connection pool with a limited size and limited waits."""

import logging
from typing import Any

from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from app.config import Settings
from app.turns import Turns

# SQLAlchemy's pools would log each connection, and so would a subclass.
logging.getLogger(__name__).setLevel(logging.WARNING)


class Pool(QueuePool):
    """A pool whose threads take turns, instead of waiting for one another in it."""

    def __init__(self, creator: Any, pool_size: int, **options: Any) -> None:
        super().__init__(creator, pool_size, **options)
        self.turns = Turns(pool_size)

    def _do_get(self) -> ConnectionPoolEntry:
        self.turns.begin()
        try:
            return super()._do_get()
        except BaseException:
            self.turns.end()
            raise

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        super()._do_return_conn(record)
        self.turns.end()


def options(settings: Settings) -> dict[str, Any]:
    """Return the options of an engine that uses this pool."""
    return {
        "poolclass": Pool,
        "pool_size": settings.database_pool_size,
        "max_overflow": 0,  # connections beyond the size would be closed after each use
        "hide_parameters": True,  # keep password hashes out of logged errors
    }
