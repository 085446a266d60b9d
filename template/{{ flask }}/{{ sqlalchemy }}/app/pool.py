"""The pool of connections: bounded, and each wait for one ends."""

import logging
from typing import Any

from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from app.config import Settings
from app.turns import Turns

# Like SQLAlchemy's own pools, it does not report each connection.
logging.getLogger(__name__).setLevel(logging.WARNING)


class Pool(QueuePool):
    """Threads take turns, so that it is never waited for when it is empty."""

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
    """The options of an engine with this pool."""
    return {
        "poolclass": Pool,
        "pool_size": settings.database_pool_size,
        "max_overflow": 0,  # such a connection would be closed after each use
        "hide_parameters": True,  # errors would show password hashes in the log
    }
