"""Metrics of the connection pool."""

from collections.abc import Callable

from prometheus_client import Gauge

from app.config import Settings
from app.telemetry.metrics import SAMPLERS
from app.turns import Turns

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


def watch(settings: Settings, turns: Callable[[], Turns]) -> None:
    """Set the gauges at the start and end of each request, if METRICS_PORT is set.

    Args:
        turns: Returns the turns of the pool.
    """
    size = settings.database_pool_size

    def sample() -> None:
        IN_USE.set(size - turns().free._value)

    if settings.metrics_port is not None:
        MAX.set(size)
        SAMPLERS.append(sample)
