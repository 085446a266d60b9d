"""The processes beside the server: worker, scheduler, and their heartbeat."""

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import AsyncMock, MagicMock

import pytest
from fakeredis import FakeServer
from fastapi import FastAPI
from structlog.testing import capture_logs
from taskiq import ScheduledTask, TaskiqDepends

from app.config import Settings
from app.heartbeat import check
from app.main import create_app
from app.tasks import __main__ as commands
from app.tasks import heartbeat
from app.tasks.declaration import current_app, task
from app.tasks.queue import broker_lifespan, enqueue
from app.tasks.scheduler import Scheduler


@task()
async def stop_worker(app: FastAPI = TaskiqDepends(current_app)) -> None:
    app.state.stop.set()


@task()
async def hang(app: FastAPI = TaskiqDepends(current_app)) -> None:
    app.state.stop.set()
    await asyncio.Event().wait()


@pytest.fixture(autouse=True)
def heartbeat_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("app.heartbeat.FILE", tmp_path / "heartbeat")


@pytest.fixture
async def stoppable(queue_app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """An application whose worker and scheduler a task can stop."""
    queue_app.state.stop = asyncio.Event()
    monkeypatch.setattr(commands, "stop_event", lambda _: queue_app.state.stop)
    return queue_app


async def run(app: FastAPI, command: str) -> None:
    async with asyncio.timeout(10):
        await commands.run(app, commands.create_parser().parse_args([command]))


async def test_worker_runs_tasks_until_it_is_stopped(stoppable: FastAPI) -> None:
    async with broker_lifespan(stoppable):
        await enqueue(stoppable, stop_worker)

    await run(stoppable, "worker")

    assert await stoppable.state.broker.length() == 0


async def test_worker_leaves_what_takes_too_long_to_another(
    stoppable: FastAPI, queue_settings: Settings
) -> None:
    short = queue_settings.model_copy(update={"shutdown_seconds": 1})
    stoppable.state.settings = short
    async with broker_lifespan(stoppable):
        await enqueue(stoppable, hang)

    with capture_logs() as events:
        await run(stoppable, "worker")

    assert {"event": "worker.interrupted", "tasks": 1, "log_level": "warning"} in events
    assert await stoppable.state.broker.length() == 1


@pytest.fixture
def timer(monkeypatch: pytest.MonkeyPatch) -> Iterator[MagicMock]:
    """Replace what ends the process, and restore the signal handlers."""
    timer = MagicMock()
    monkeypatch.setattr(commands, "Timer", timer)
    signals = (signal.SIGINT, signal.SIGTERM)
    handlers = [signal.getsignal(each) for each in signals]
    yield timer
    for each, handler in zip(signals, handlers, strict=True):
        signal.signal(each, handler)


async def test_sigterm_stops_and_bounds_the_time(timer: MagicMock) -> None:
    event = commands.stop_event(20)

    os.kill(os.getpid(), signal.SIGTERM)
    async with asyncio.timeout(5):
        await event.wait()

    assert timer.call_args.args[0] == 20
    timer.return_value.start.assert_called_once()


def scheduled(task_name: str) -> ScheduledTask:
    return ScheduledTask(
        task_name=task_name, labels={}, args=[], kwargs={}, cron="* * * * *"
    )


async def test_schedulers_enqueue_a_task_once(queue_app: FastAPI) -> None:
    async with broker_lifespan(queue_app):
        broker = queue_app.state.broker
        for each in (Scheduler(broker), Scheduler(broker)):
            await each.on_ready(each.sources[0], scheduled(stop_worker.task_name))

        assert await broker.length() == 1


async def test_schedulers_of_services_share_a_server(
    queue_app: FastAPI, queue_settings: Settings
) -> None:
    other = create_app(queue_settings.model_copy(update={"broker_prefix": "other"}))
    for app in (queue_app, other):
        async with broker_lifespan(app):
            each = Scheduler(app.state.broker)
            await each.on_ready(each.sources[0], scheduled(stop_worker.task_name))

            assert await app.state.broker.length() == 1


async def test_scheduler_survives_an_outage(
    queue_app: FastAPI, server: FakeServer
) -> None:
    server.connected = False
    async with broker_lifespan(queue_app):
        each = Scheduler(queue_app.state.broker)
        with capture_logs() as events:
            await each.on_ready(each.sources[0], scheduled(stop_worker.task_name))

    assert [event["event"] for event in events] == ["task.not_scheduled"]


async def test_scheduler_runs_until_it_is_stopped(stoppable: FastAPI) -> None:
    commands.import_tasks()
    stoppable.state.stop.set()

    await run(stoppable, "schedule")


@pytest.mark.parametrize("command", ["worker", "schedule", "dead"])
def test_commands_need_a_queue(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setattr("sys.argv", ["tasks", command])

    with pytest.raises(SystemExit, match="BROKER_URL"):
        commands.main()


async def test_heart_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asyncio, "sleep", AsyncMock(side_effect=EOFError))

    with pytest.raises(EOFError):
        await heartbeat.beat()

    check()
