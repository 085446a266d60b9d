"""Metrics of the connection pool."""

from collections.abc import Iterator

import pytest
from prometheus_client import REGISTRY

from app.config import Settings
from app.telemetry import metrics, pool_metrics
from app.turns import Turns


@pytest.fixture(autouse=True)
def no_samplers() -> Iterator[None]:
    """Forget the pools of this test."""
    kept = list(metrics.SAMPLERS)
    yield
    metrics.SAMPLERS[:] = kept


def value(name: str) -> float | None:
    metrics.sample()
    return REGISTRY.get_sample_value(name)


def test_gauges_show_the_use_of_the_pool() -> None:
    turns = Turns(3)
    settings = Settings(database_pool_size=3, metrics_port=9000)
    pool_metrics.watch(settings, lambda: turns)

    assert value("database_connections_max") == 3
    assert value("database_connections_in_use") == 0
    turns.begin()
    assert value("database_connections_in_use") == 1
    turns.end()
    assert value("database_connections_in_use") == 0


def test_pool_is_not_watched_without_a_port() -> None:
    watched = len(metrics.SAMPLERS)

    pool_metrics.watch(Settings(), lambda: Turns(1))

    assert len(metrics.SAMPLERS) == watched
