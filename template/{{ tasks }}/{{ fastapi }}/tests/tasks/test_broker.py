"""The task queue: which task a worker takes, and when."""

import asyncio
from unittest.mock import AsyncMock

import pytest
from fakeredis import FakeAsyncRedis, FakeServer
from redis.exceptions import RedisError
from structlog.testing import capture_logs
from taskiq import BrokerMessage

from app.tasks import broker
from app.tasks.broker import QueueFullError, StreamBroker
from tests.tasks.conftest import is_empty, next_task


@pytest.fixture
def other_queue(server: FakeServer, queue: StreamBroker) -> StreamBroker:
    """The broker of another worker."""
    other = StreamBroker(FakeAsyncRedis(server=server), queue.namespace)
    other.worker = "other"
    return other


async def take_and_die(queue: StreamBroker) -> None:
    await next_task(queue)
    await asyncio.sleep(0.002)  # a task is idle from the next millisecond on


def message(text: bytes = b"task") -> BrokerMessage:
    return BrokerMessage(task_id="1", task_name="name", message=text, labels={})


async def test_task_is_removed_when_it_is_finished(queue: StreamBroker) -> None:
    await queue.kick(message())

    task = await next_task(queue)

    assert task.data == b"task"
    assert not await is_empty(queue)
    await queue.finish(*queue.held)
    assert await is_empty(queue)
    assert not queue.held


async def test_running_task_stays_with_its_worker(
    queue: StreamBroker, other_queue: StreamBroker
) -> None:
    await queue.kick(message())
    await next_task(queue)

    assert await other_queue.take() == []


@pytest.mark.usefixtures("workers_die")
async def test_task_of_a_dead_worker_is_taken_by_another(
    queue: StreamBroker, other_queue: StreamBroker
) -> None:
    await queue.kick(message())
    await take_and_die(queue)

    assert (await next_task(other_queue)).data == b"task"


@pytest.mark.usefixtures("workers_die")
async def test_task_that_ends_each_worker_is_buried(
    queue: StreamBroker,
    other_queue: StreamBroker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(broker, "MAX_DELIVERIES", 1)
    await queue.kick(message())
    await take_and_die(queue)

    assert await other_queue.take() == []

    assert [dead.message for dead in await queue.list_dead()] == [b"task"]
    assert await is_empty(queue)


@pytest.mark.usefixtures("workers_die")
async def test_worker_holds_its_running_tasks(
    queue: StreamBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    await queue.kick(message())
    await next_task(queue)
    held = asyncio.Event()
    claim = AsyncMock(side_effect=lambda *_, **__: held.set())
    monkeypatch.setattr(queue.redis, "xclaim", claim)

    holding = asyncio.create_task(queue.hold())
    async with asyncio.timeout(5):
        await held.wait()
    holding.cancel()

    assert list(queue.held) in claim.call_args.args


async def test_due_task_is_enqueued(queue: StreamBroker) -> None:
    await queue.kick_later(message(b"later"), 60)
    await queue.kick_later(message(b"due"), 0)

    assert (await next_task(queue)).data == b"due"
    assert await queue.length() == 2


async def test_services_share_a_server(queue: StreamBroker, server: FakeServer) -> None:
    other = StreamBroker(FakeAsyncRedis(server=server), "other")
    await queue.kick(message())
    await queue.kick_later(message(), 0)
    await queue.bury(b"task", "ValueError()")

    assert await other.take() == []
    assert await is_empty(other)
    assert await other.list_dead() == []


async def test_full_queue_refuses_tasks(
    queue: StreamBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "MAX_QUEUED", 1)
    await queue.kick(message())

    with pytest.raises(QueueFullError):
        await queue.kick(message())


@pytest.fixture
def sleep(monkeypatch: pytest.MonkeyPatch) -> AsyncMock:
    """Replace the pauses after errors."""
    sleep = AsyncMock()
    monkeypatch.setattr(asyncio, "sleep", sleep)
    return sleep


async def test_worker_waits_for_the_server(
    queue: StreamBroker, server: FakeServer, sleep: AsyncMock
) -> None:
    await queue.kick(message())
    server.connected = False
    sleep.side_effect = lambda _: setattr(server, "connected", True)

    with capture_logs() as events:
        task = await next_task(queue)

    assert task.data == b"task"
    assert [event["event"] for event in events] == ["broker.unavailable"]


@pytest.mark.usefixtures("sleep")
async def test_task_that_could_not_be_finished_is_no_longer_held(
    queue: StreamBroker, server: FakeServer
) -> None:
    await queue.kick(message())
    await next_task(queue)
    server.connected = False

    await queue.finish(*queue.held)

    assert not queue.held
    with pytest.raises(RedisError):
        await queue.length()
