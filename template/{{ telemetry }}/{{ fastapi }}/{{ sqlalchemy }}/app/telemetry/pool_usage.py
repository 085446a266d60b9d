"""The use of the engine's connection pool."""

from collections.abc import Callable

from fastapi import FastAPI


def usage_of(app: FastAPI) -> Callable[[], int]:
    """Return a function that counts the connections in use."""
    connections_in_use: Callable[[], int] = app.state.engine.pool.checkedout
    return connections_in_use
