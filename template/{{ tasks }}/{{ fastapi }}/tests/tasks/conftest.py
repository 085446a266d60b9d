"""A task queue in memory, which needs no server."""

import asyncio

import pytest
from fakeredis import FakeAsyncRedis, FakeServer
from fastapi import FastAPI
from pydantic import SecretStr
from taskiq import AckableMessage

from app.config import Settings
from app.main import create_app
from app.tasks import broker
from app.tasks import queue as task_queue
from app.tasks.broker import StreamBroker


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def queue(server: FakeServer) -> StreamBroker:
    """The broker of a worker."""
    return StreamBroker(FakeAsyncRedis(server=server), "tasks")


@pytest.fixture
def queue_settings(monkeypatch: pytest.MonkeyPatch, server: FakeServer) -> Settings:
    """Settings of an application that uses the queue."""
    monkeypatch.setattr(task_queue, "connect", lambda _: FakeAsyncRedis(server=server))
    return Settings(broker_url=SecretStr("redis://localhost"))


@pytest.fixture
def queue_app(queue_settings: Settings) -> FastAPI:
    return create_app(queue_settings)


@pytest.fixture
def workers_die(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a task count as abandoned at once."""
    monkeypatch.setattr(broker, "IDLE_SECONDS", 0)


async def next_task(queue: StreamBroker) -> AckableMessage:
    async with asyncio.timeout(5):
        return await anext(queue.listen())


async def is_empty(queue: StreamBroker) -> bool:
    return await queue.length() == 0
