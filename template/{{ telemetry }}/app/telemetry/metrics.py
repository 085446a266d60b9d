"""Prometheus metrics of the requests to this process."""

import time
from collections.abc import Callable

from prometheus_client import Counter, Gauge, Histogram

# Callers choose method and path, so others are counted together.
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}
OTHER_METHOD = "other"
NO_ROUTE = "unmatched"

REQUESTS = Counter("http_requests", "Requests.", ["method", "route", "status"])
DURATION = Histogram(
    "http_request_duration_seconds",
    "Seconds from a request to the end of its response.",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
IN_PROGRESS = Gauge(
    "http_requests_in_progress",
    "Requests without a complete response.",
    multiprocess_mode="livesum",
)

# Called at the start and end of each request, to set gauges.
SAMPLERS: list[Callable[[], None]] = []


def start_request() -> float:
    """Count a request in progress, and return the time of its start."""
    IN_PROGRESS.inc()
    sample()
    return time.perf_counter()


def end_request(start: float, *, method: str, route: str | None, status: int) -> None:
    """Count a request whose response is complete.

    Args:
        route: The path of the route with its parameters' names, such as
            `/items/{item_id}`, or None.
    """
    method = method if method in METHODS else OTHER_METHOD
    route = route or NO_ROUTE
    DURATION.labels(method, route).observe(time.perf_counter() - start)
    REQUESTS.labels(method, route, str(status)).inc()
    IN_PROGRESS.dec()
    sample()


def sample() -> None:
    for sampler in SAMPLERS:
        sampler()
