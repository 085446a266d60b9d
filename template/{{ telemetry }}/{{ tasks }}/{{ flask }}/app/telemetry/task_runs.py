"""Counts the runs of tasks, and serves the metrics of a worker."""

from typing import Any

from dramatiq import MessageProxy
from flask import Flask

from app.config import Settings
from app.tasks.dead import dead_key
from app.tasks.queue import Queue, messages_key
from app.tasks.signals import task_finished, worker_started
from app.telemetry import metrics
from app.telemetry.task_metrics import Lengths, count_run, serve_worker

OUTCOMES = {"done": "succeeded"}


class TaskMetrics:
    """A Flask extension."""

    def init_app(self, app: Flask, settings: Settings) -> None:
        task_finished.connect(count_finished, app)
        worker_started.connect(serve, app)


task_metrics = TaskMetrics()


def count_finished(
    app: Flask, *, message: MessageProxy, outcome: str, seconds: float, **_: Any
) -> None:
    metrics.sample()
    count_run(message.actor_name, OUTCOMES.get(outcome, outcome), seconds)


def serve(app: Flask, **_: Any) -> None:
    queue: Queue = app.extensions["tasks"]

    def count() -> Lengths:
        broker = queue.require_broker()
        waiting = broker.client.hlen(messages_key(broker))
        return Lengths(waiting, broker.client.zcard(dead_key(broker)))

    serve_worker(app.config["SETTINGS"], count)
