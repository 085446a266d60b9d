"""Tasks: enqueued, run, retried and buried."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fakeredis import FakeServer
from fastapi import FastAPI
from structlog.contextvars import bind_contextvars, get_contextvars
from structlog.testing import capture_logs
from taskiq import Context, TaskiqDepends, TaskiqMessage, TaskiqResult
from taskiq.receiver import Receiver

from app.config import Settings
from app.errors import DegradedError
from app.log import bind_request_id
from app.main import create_app
from app.tasks.broker import StreamBroker
from app.tasks.declaration import current_app, task
from app.tasks.middleware import MAX_DELAY_SECONDS, Retries, delay
from app.tasks.queue import broker_lifespan, check_broker, enqueue
from tests.tasks.conftest import next_task

calls: list[dict[str, Any]] = []


@task(attempts=2)
async def record(name: str, app: FastAPI = TaskiqDepends(current_app)) -> None:
    calls.append({"name": name, "app": app, **get_contextvars()})
    if name == "bad":
        raise ValueError(name)


@pytest.fixture(autouse=True)
def no_calls() -> None:
    calls.clear()


@pytest.fixture
async def connected_app(queue_app: FastAPI) -> AsyncIterator[FastAPI]:
    async with broker_lifespan(queue_app):
        yield queue_app


async def run_next(app: FastAPI) -> None:
    """Run the next task as a worker does."""
    receiver = Receiver(app.state.broker, run_startup=False, max_async_tasks=1)
    message = await next_task(app.state.broker)
    # A worker runs each task in a context of its own.
    await asyncio.create_task(receiver.callback(message))


async def test_task_runs_at_once_without_a_queue() -> None:
    app = create_app(Settings())

    async with broker_lifespan(app):
        await enqueue(app, record, name="now")

        assert [(call["name"], call["app"]) for call in calls] == [("now", app)]
        await check_broker(app)


async def test_task_is_run_by_a_worker_with_the_id_of_the_request(
    connected_app: FastAPI, log_level_info: None
) -> None:
    bind_request_id("request-1")
    await enqueue(connected_app, record, name="good")
    bind_request_id("request-2")
    bind_contextvars(user_id=1)
    assert calls == []

    with capture_logs() as events:
        await run_next(connected_app)

    assert calls[0]["app"] is connected_app
    assert calls[0]["request_id"] == "request-1"
    assert "user_id" not in calls[0]
    assert [event["event"] for event in events] == ["task.finished"]
    assert await connected_app.state.broker.length() == 0


async def test_keys_begin_with_the_prefix_of_the_service(
    connected_app: FastAPI,
) -> None:
    await enqueue(connected_app, record, name="good")

    (key,) = await connected_app.state.broker.redis.keys()
    assert key.decode().startswith(f"{Settings().broker_prefix}:tasks:")


async def test_task_runs_in_the_process_if_the_queue_is_down(
    connected_app: FastAPI, server: FakeServer
) -> None:
    server.connected = False

    with capture_logs() as events:
        await enqueue(connected_app, record, name="here")
        await connected_app.state.local_broker.wait_all()

    assert [call["name"] for call in calls] == ["here"]
    assert events[0]["event"] == "task.not_enqueued"
    with pytest.raises(DegradedError):
        await check_broker(connected_app)


async def test_error_of_a_task_in_the_process_is_logged() -> None:
    app = create_app(Settings())

    async with broker_lifespan(app):
        with capture_logs() as events:
            await enqueue(app, record, name="bad")

    assert [event["event"] for event in events] == ["task.failed"]
    assert isinstance(events[0]["exc_info"], ValueError)


async def test_failed_task_is_tried_again_and_then_buried(
    connected_app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker: StreamBroker = connected_app.state.broker
    monkeypatch.setattr("app.tasks.middleware.delay", lambda _: 0)
    await check_broker(connected_app)
    await enqueue(connected_app, record, name="bad")

    with capture_logs() as events:
        await run_next(connected_app)
        assert await broker.list_dead() == []
        broker.next_upkeep = 0
        await run_next(connected_app)

    assert [event["event"] for event in events] == ["task.retried", "task.failed"]
    assert [dead.error for dead in await broker.list_dead()] == ["ValueError('bad')"]
    assert await broker.length() == 0


async def test_interrupted_task_is_left_to_another_worker(queue: StreamBroker) -> None:
    message = TaskiqMessage(
        task_id="1", task_name="name", labels={"attempts": 1}, args=[], kwargs={}
    )
    result = TaskiqResult[Any](is_err=True, return_value=None, execution_time=0)

    with pytest.raises(asyncio.CancelledError):
        await Retries(queue).on_error(message, result, asyncio.CancelledError())

    assert await queue.list_dead() == []


def test_delays_double_up_to_an_hour() -> None:
    assert 2.5 <= delay(1) <= 5 <= delay(2) <= 10
    assert MAX_DELAY_SECONDS / 2 <= delay(50) <= MAX_DELAY_SECONDS


def test_task_knows_its_application(queue: StreamBroker) -> None:
    queue.state.app = app = FastAPI()
    message = TaskiqMessage(
        task_id="1", task_name="name", labels={}, args=[], kwargs={}
    )

    assert current_app(Context(message, queue)) is app
