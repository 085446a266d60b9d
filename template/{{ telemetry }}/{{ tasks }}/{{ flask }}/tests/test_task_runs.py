"""Counts of the runs of tasks."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from prometheus_client import REGISTRY

from app.config import Settings
from app.tasks.signals import task_finished, worker_started
from app.telemetry import task_runs
from app.telemetry.task_metrics import Lengths
from app.telemetry.task_runs import task_metrics

MESSAGE = SimpleNamespace(actor_name="example")


def value(outcome: str) -> float:
    labels = {"task": "example", "outcome": outcome}
    return REGISTRY.get_sample_value("tasks_total", labels) or 0


@pytest.mark.parametrize(
    ("outcome", "label"),
    [("done", "succeeded"), ("retried", "retried"), ("dead", "dead")],
)
def test_run_is_counted_by_its_outcome(outcome: str, label: str) -> None:
    app = Flask(__name__)
    task_metrics.init_app(app, Settings())
    before = value(label)

    task_finished.send(app, message=MESSAGE, outcome=outcome, seconds=0.5)

    assert value(label) == before + 1


def test_worker_counts_its_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    class Client:
        def hlen(self, key: str) -> int:
            return 2

        def zcard(self, key: str) -> int:
            return 1

    served: list[Callable[[], Lengths]] = []

    def serve(settings: Settings, count: Callable[[], Lengths]) -> None:
        served.append(count)

    monkeypatch.setattr(task_runs, "serve_worker", serve)
    app = Flask(__name__)
    app.config["SETTINGS"] = Settings()
    broker = SimpleNamespace(client=Client(), namespace="dramatiq")
    queue: Any = SimpleNamespace(require_broker=lambda: broker)
    app.extensions["tasks"] = queue
    task_metrics.init_app(app, Settings())

    worker_started.send(app)

    (count,) = served
    assert count() == Lengths(waiting=2, dead=1)
