"""The use of the connection pool."""

from collections.abc import Callable

from fastapi import FastAPI

from app.pool import Pool


def usage_of(app: FastAPI) -> Callable[[], int]:
    """Return a function that counts the connections in use.

    Call it outside of transactions, which have no pool.
    """
    client = app.state.tortoise.db()
    size: int = app.state.settings.database_pool_size

    def connections_in_use() -> int:
        pool: Pool | None = client._pool
        # There is none until the first connection.
        return 0 if pool is None else size - pool.free._value

    return connections_in_use
