"""Prometheus metrics of tasks and their queue."""

import os
from collections.abc import Callable, Iterable
from typing import NamedTuple

import structlog
from prometheus_client import REGISTRY, Counter, Histogram, Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from app.config import Settings
from app.telemetry import metrics_collector
from app.telemetry.metrics_server import DIRECTORY

RUNS = Counter("tasks", "Runs of tasks.", ["task", "outcome"])
DURATION = Histogram(
    "task_duration_seconds",
    "Seconds that a run of a task takes.",
    ["task"],
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 1800),
)

log = structlog.get_logger()


class Lengths(NamedTuple):
    waiting: int
    dead: int


class QueueCollector(Collector):
    """Counts the tasks of the queue at each scrape.

    Args:
        count: Counts them, within a few seconds.
    """

    def __init__(self, count: Callable[[], Lengths]) -> None:
        self.count = count

    def describe(self) -> Iterable[Metric]:
        return []

    def collect(self) -> Iterable[Metric]:
        try:
            lengths = self.count()
        except Exception as error:  # noqa: BLE001  the other metrics are still scraped
            log.warning("metrics.queue_unavailable", cause=repr(error))
            return
        yield GaugeMetricFamily(
            "tasks_waiting", "Tasks that wait or run.", lengths.waiting
        )
        yield GaugeMetricFamily(
            "tasks_dead", "Tasks that failed too often.", lengths.dead
        )


def count_run(task: str, outcome: str, seconds: float) -> None:
    """Count a run that succeeded, failed, is to be retried or was the last attempt."""
    DURATION.labels(task).observe(seconds)
    RUNS.labels(task, outcome).inc()


def serve_worker(settings: Settings, count: Callable[[], Lengths]) -> None:
    """Serve the metrics of this process and of the queue, if METRICS_PORT is set.

    Processes of the production server need no port of their own.
    """
    if settings.metrics_port is not None and DIRECTORY not in os.environ:
        REGISTRY.register(QueueCollector(count))
        metrics_collector.serve(REGISTRY, settings.host, settings.metrics_port)
