"""Metrics of the connection pool."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from prometheus_client import Gauge

from app.telemetry.metrics import SAMPLERS
from app.telemetry.pool_usage import usage_of

IN_USE = Gauge(
    "database_connections_in_use",
    "Connections taken from the pools.",
    multiprocess_mode="livesum",
)
MAX = Gauge(
    "database_connections_max",
    "Size of the pools.",
    multiprocess_mode="livesum",
)


@asynccontextmanager
async def pool_metrics_lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Set the gauges at the start and end of each request."""
    connections_in_use = usage_of(app)

    def sample() -> None:
        IN_USE.set(connections_in_use())

    MAX.set(app.state.settings.database_pool_size)
    SAMPLERS.append(sample)
    try:
        yield
    finally:
        SAMPLERS.remove(sample)
