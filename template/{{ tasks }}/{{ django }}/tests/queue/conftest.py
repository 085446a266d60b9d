"""Fixtures of the queue."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from app import heartbeat
from app.queue.worker import Worker
from tests.queue import tasks

BACKEND = "app.queue.backends.DatabaseBackend"


@pytest.fixture(autouse=True)
def queue() -> Iterator[None]:
    """Store tasks, instead of running them at once."""
    with override_settings(TASKS={"default": {"BACKEND": BACKEND}}):
        yield


@pytest.fixture(autouse=True)
def heartbeat_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file that a worker touches, which is not there yet."""
    monkeypatch.setattr(heartbeat, "FILE", tmp_path / "heartbeat")
    return heartbeat.FILE


@pytest.fixture
def done() -> Iterator[list[object]]:
    """What the tasks have done."""
    yield tasks.done
    tasks.done.clear()


@pytest.fixture
def worker() -> Iterator[Worker]:
    """A worker that has half a second to stop."""
    numbers = (signal.SIGALRM, signal.SIGTERM, signal.SIGINT)
    handlers = [signal.getsignal(number) for number in numbers]
    worker = Worker(shutdown_seconds=1)
    worker.handle_signals()
    yield worker
    for number, handler in zip(numbers, handlers, strict=True):
        signal.signal(number, handler)
