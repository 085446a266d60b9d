"""Counts of the runs of tasks."""

from asyncio import CancelledError

import pytest
from prometheus_client import REGISTRY
from redis.asyncio import Redis
from taskiq import AsyncBroker, InMemoryBroker, TaskiqMessage, TaskiqResult

from app.tasks.broker import StreamBroker
from app.telemetry.task_runs import TaskMetrics


def stream_broker() -> StreamBroker:
    return StreamBroker(Redis.from_url("redis://localhost:1"), "tasks")


def value(outcome: str) -> float:
    labels = {"task": "example", "outcome": outcome}
    return REGISTRY.get_sample_value("tasks_total", labels) or 0


def message(attempt: int = 1) -> TaskiqMessage:
    return TaskiqMessage(
        task_id="1",
        task_name="example",
        labels={"attempt": attempt, "attempts": 2},
        args=[],
        kwargs={},
    )


def result(*, is_err: bool) -> TaskiqResult[None]:
    return TaskiqResult(is_err=is_err, return_value=None, execution_time=0.5)


@pytest.fixture
def middleware() -> TaskMetrics:
    middleware = TaskMetrics()
    middleware.set_broker(stream_broker())
    return middleware


def test_success_is_counted_once(middleware: TaskMetrics) -> None:
    before = value("succeeded")

    middleware.post_execute(message(), result(is_err=False))
    middleware.post_execute(message(), result(is_err=True))

    assert value("succeeded") == before + 1


@pytest.mark.parametrize(
    ("broker", "attempt", "outcome"),
    [
        (stream_broker(), 1, "retried"),
        (stream_broker(), 2, "dead"),
        (InMemoryBroker(), 1, "failed"),
    ],
)
def test_failure_is_counted_by_what_follows(
    broker: AsyncBroker, attempt: int, outcome: str
) -> None:
    middleware = TaskMetrics()
    middleware.set_broker(broker)
    before = value(outcome)

    middleware.on_error(message(attempt), result(is_err=True), ValueError())

    assert value(outcome) == before + 1


def test_task_that_a_shutdown_cancels_is_not_counted(middleware: TaskMetrics) -> None:
    before = value("retried")

    middleware.on_error(message(), result(is_err=True), CancelledError())

    assert value("retried") == before
