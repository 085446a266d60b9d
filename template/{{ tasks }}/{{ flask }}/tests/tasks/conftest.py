"""Fixtures of queues."""

from collections.abc import Iterator
from concurrent.futures import Executor, Future
from typing import Any

import pytest
from flask import Flask
from pydantic import SecretStr
from redis import Redis

from app import background
from app.config import Settings
from app.tasks.queue import Queue
from tests.tasks.examples import CALLS
from tests.tasks.server import Server

BROKER_URL = SecretStr("redis://localhost:1")


class ImmediateExecutor(Executor):
    """Does what is submitted at once, in the thread of its caller."""

    def submit(self, work: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(work(*args, **kwargs))
        except Exception as error:  # noqa: BLE001
            future.set_exception(error)
        return future


@pytest.fixture(autouse=True)
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "executor", ImmediateExecutor())


@pytest.fixture
def calls() -> Iterator[list[tuple[str, object]]]:
    """The calls of the example tasks."""
    yield CALLS
    CALLS.clear()


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """The current application, which has no broker."""
    with app.app_context():
        yield app


@pytest.fixture
def unreachable(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the application a broker at which nothing listens."""
    queue = Queue(Settings(broker_url=BROKER_URL))
    monkeypatch.setitem(context.extensions, "tasks", queue)


@pytest.fixture
def server(context: Flask, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server of the application's broker."""
    server = Server()
    monkeypatch.setattr(Redis, "from_url", lambda *_, **__: server)
    queue = Queue(Settings(broker_url=BROKER_URL))
    monkeypatch.setitem(context.extensions, "tasks", queue)
    return server
