"""The worker, with a queue in memory."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import dramatiq
import pytest
from dramatiq.brokers.stub import StubBroker
from flask import Flask
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from app import heartbeat
from app.config import Settings
from app.tasks import worker
from app.tasks.declaration import Task
from app.tasks.signals import task_finished, task_started
from tests.tasks import examples
from tests.tasks.test_schedule import Stopping

QUEUE = "default"
TIMEOUT = 10_000  # milliseconds


@pytest.fixture
def broker(
    app: Flask, log_level_info: None, monkeypatch: pytest.MonkeyPatch
) -> StubBroker:
    """A queue in memory, with all tasks."""
    monkeypatch.setattr(worker, "MIN_BACKOFF_SECONDS", 0.001)
    monkeypatch.setattr(worker, "connect", lambda *_, **__: StubBroker(middleware=[]))
    broker = worker.create_broker(app, Settings())
    assert isinstance(broker, StubBroker)
    return broker


def run(broker: StubBroker, task: Task[[Any]], argument: object) -> list[Any]:
    """Run a task as a worker does, and return the log."""
    message = task.message(argument)
    message.options["request_id"] = "a-request"
    broker.enqueue(message)
    running = dramatiq.Worker(broker, worker_timeout=10, worker_threads=1)
    with capture_logs(processors=[merge_contextvars]) as events:
        running.start()
        broker.join(QUEUE, timeout=TIMEOUT, fail_fast=False)
        running.stop()
    return events


def test_worker_runs_a_task_in_the_application(
    broker: StubBroker, calls: list[tuple[str, object]]
) -> None:
    (event,) = run(broker, examples.record, 1)

    assert calls == [("app", 1)]
    assert event["event"] == "task.done"
    assert event["task"] == "tests.tasks.examples.record"
    assert event["request_id"] == "a-request"
    assert event["seconds"] >= 0


def test_failed_task_runs_again(
    broker: StubBroker, calls: list[tuple[str, object]]
) -> None:
    events = run(broker, examples.fail_once, 1)

    assert calls == [("app", 1), ("app", 1)]
    assert [event["event"] for event in events] == ["task.retried", "task.done"]
    assert not broker.dead_letters


def test_task_that_failed_too_often_is_dead(broker: StubBroker) -> None:
    (event,) = run(broker, examples.fail, "a reason")

    (message,) = broker.dead_letters
    assert message.actor_name == examples.fail.name
    assert event["event"] == "task.dead"
    assert event["log_level"] == "error"
    assert str(event["exc_info"]) == "a reason"


def test_task_has_the_limits_of_its_declaration(broker: StubBroker) -> None:
    options = broker.get_actor(examples.fail.name).options

    assert options == {"max_retries": 0, "time_limit": 5000}


@pytest.fixture
def outcomes(app: Flask) -> Iterator[list[str]]:
    """What the signals of the worker say."""
    seen: list[str] = []

    def start(sender: Flask, message: object) -> None:
        seen.append("started")

    def finish(sender: Flask, outcome: str, **_: object) -> None:
        seen.append(outcome)

    with (
        task_started.connected_to(start, sender=app),
        task_finished.connected_to(finish, sender=app),
    ):
        yield seen


@pytest.mark.usefixtures("calls")
def test_signals_tell_the_outcome(broker: StubBroker, outcomes: list[str]) -> None:
    run(broker, examples.fail_once, 1)
    run(broker, examples.fail, "a reason")

    assert outcomes == ["started", "retried", "started", "done", "started", "dead"]


@pytest.fixture
def heartbeat_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(heartbeat, "FILE", tmp_path / "heartbeat")
    return heartbeat.FILE


@pytest.mark.usefixtures("broker")
def test_heart_beats_while_the_worker_works(
    app: Flask, monkeypatch: pytest.MonkeyPatch, heartbeat_file: Path
) -> None:
    monkeypatch.setattr(dramatiq, "Worker", partial(dramatiq.Worker, worker_timeout=10))

    worker.work(app, Settings(), Stopping(waits=1))

    assert heartbeat_file.exists()


@pytest.mark.usefixtures("broker")
def test_worker_ends_if_a_thread_has_died(
    app: Flask, monkeypatch: pytest.MonkeyPatch, heartbeat_file: Path
) -> None:
    dead = SimpleNamespace(workers=[Thread()], consumers={}, start=lambda: None)
    monkeypatch.setattr(dramatiq, "Worker", lambda *_, **__: dead)

    with pytest.raises(SystemExit, match="thread"):
        worker.work(app, Settings(), Stopping(waits=1))

    assert not heartbeat_file.exists()
