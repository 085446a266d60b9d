"""Metrics of tasks and their queue."""

from typing import Any

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from app.config import Settings
from app.telemetry import metrics_collector, task_metrics
from app.telemetry.metrics_server import DIRECTORY
from app.telemetry.task_metrics import Lengths, QueueCollector, serve_worker


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> CollectorRegistry:
    registry = CollectorRegistry()
    monkeypatch.setattr(task_metrics, "REGISTRY", registry)
    return registry


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The ports that are served."""
    ports: list[Any] = []
    monkeypatch.setattr(metrics_collector, "serve", lambda *call: ports.append(call[2]))
    monkeypatch.delenv(DIRECTORY, raising=False)
    return ports


def test_worker_serves_the_lengths_of_the_queue(
    registry: CollectorRegistry, served: list[Any]
) -> None:
    serve_worker(Settings(metrics_port=9000), lambda: Lengths(waiting=2, dead=1))

    assert served == [9000]
    assert registry.get_sample_value("tasks_waiting") == 2
    assert registry.get_sample_value("tasks_dead") == 1


def test_nothing_is_served_without_a_port(
    registry: CollectorRegistry, served: list[Any]
) -> None:
    serve_worker(Settings(), lambda: Lengths(waiting=0, dead=0))

    assert served == []
    assert generate_latest(registry) == b""


def test_process_of_the_server_opens_no_port(
    registry: CollectorRegistry, served: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DIRECTORY, "/tmp/metrics")  # noqa: S108

    serve_worker(Settings(metrics_port=9000), lambda: Lengths(waiting=0, dead=0))

    assert served == []


def test_queue_that_is_unavailable_is_left_out() -> None:
    def count() -> Lengths:
        raise ConnectionError

    assert list(QueueCollector(count).collect()) == []
