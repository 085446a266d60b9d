"""Commands of workers, schedulers and dead tasks."""

import signal
from collections.abc import Iterator
from threading import Event
from typing import Any

import dramatiq
import pytest
from click.testing import Result
from flask import Flask

from app.tasks import commands
from tests.tasks.examples import fail
from tests.tasks.server import Server

MESSAGES = "my-service:tasks:default.msgs"
DEAD = "my-service:tasks:default.XQ.msgs"


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """Restore the handlers of signals."""
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=words)


@pytest.fixture
def dead(server: Server) -> list[str]:
    """The IDs of two dead tasks."""
    messages = [fail.message("one"), fail.message("two")]
    for number, message in enumerate(messages):
        message.options.update(
            retries=1,
            requeue_timestamp=number,
            traceback="Traceback:\n  fail()\nValueError: a reason",
        )
        server.hset(DEAD, f"key-{number}", message.encode())
    return [message.message_id for message in messages]


def test_dead_tasks_are_listed(app: Flask, dead: list[str]) -> None:
    lines = run(app, "dead-tasks").output.splitlines()

    assert [line.split()[0] for line in lines] == dead
    assert lines[0] == (
        f"{dead[0]}  1970-01-01 00:00:00Z  {fail.name}('one')  ValueError: a reason"
    )


def test_dead_task_is_enqueued_again(
    app: Flask, server: Server, dead: list[str]
) -> None:
    assert run(app, "retry-task", dead[0]).output == "Enqueued 1 tasks.\n"

    (data,) = server.hashes[MESSAGES].values()
    message = dramatiq.Message.decode(data)
    assert message.message_id == dead[0]
    assert message.args == ("one",)
    assert "retries" not in message.options
    assert [line.split()[0] for line in run(app, "dead-tasks").output.splitlines()] == [
        dead[1]
    ]


def test_all_dead_tasks_are_enqueued_again(
    app: Flask, server: Server, dead: list[str]
) -> None:
    assert run(app, "retry-task", "--all").output == "Enqueued 2 tasks.\n"

    assert len(server.hashes[MESSAGES]) == 2
    assert run(app, "dead-tasks").output == ""


@pytest.mark.usefixtures("server")
def test_unknown_dead_task_is_an_error(app: Flask) -> None:
    result = run(app, "retry-task", "unknown")

    assert result.exit_code == 1
    assert result.output == "There is no dead task with this ID.\n"


@pytest.mark.parametrize("command", ["worker", "schedule", "dead-tasks"])
def test_command_without_a_broker_says_what_to_set(app: Flask, command: str) -> None:
    result = run(app, command)

    assert result.exit_code == 1
    assert "Set BROKER_URL" in result.output


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    ("command", "function"), [("worker", "work"), ("schedule", "run_schedule")]
)
def test_command_runs_until_sigterm(
    app: Flask, monkeypatch: pytest.MonkeyPatch, command: str, function: str
) -> None:
    stopped: list[bool] = []

    def serve(*arguments: Any) -> None:
        stopping: Event = arguments[-1]
        signal.raise_signal(signal.SIGTERM)
        stopped.append(stopping.wait(timeout=10))

    monkeypatch.setattr(commands, function, serve)

    assert run(app, command).exit_code == 0
    assert stopped == [True]
