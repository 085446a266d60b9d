"""The commands that list dead tasks and run them again."""

import asyncio

import pytest
from fastapi import FastAPI
from taskiq import TaskiqMessage

from app.tasks import __main__ as commands
from app.tasks.queue import broker_lifespan


@pytest.fixture
def dead(queue_app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two dead tasks."""
    monkeypatch.setattr(commands, "app", queue_app)

    async def bury() -> None:
        async with broker_lifespan(queue_app):
            broker = queue_app.state.broker
            for number in (1, 2):
                message = TaskiqMessage(
                    task_id=str(number),
                    task_name="app.users.tasks:send_welcome",
                    labels={"attempt": 5},
                    args=[],
                    kwargs={"user_id": number},
                )
                dumped = broker.formatter.dumps(message)
                await broker.bury(dumped.message, "ConnectionError()")

    asyncio.run(bury())


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr("sys.argv", ["tasks", *arguments])
    commands.main()


@pytest.mark.usefixtures("dead")
def test_tasks_are_listed_and_run_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "dead")
    first, second = capsys.readouterr().out.splitlines()
    entry, _, listed = first.partition(" ")
    assert listed == 'app.users.tasks:send_welcome {"user_id": 1} ConnectionError()'

    run(monkeypatch, "retry", entry)
    assert capsys.readouterr().out == "Enqueued app.users.tasks:send_welcome.\n"
    run(monkeypatch, "dead")
    assert capsys.readouterr().out.splitlines() == [second]

    run(monkeypatch, "retry", "--all")
    capsys.readouterr()
    run(monkeypatch, "dead")
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("dead")
def test_unknown_task_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit, match="no dead task 1-1"):
        run(monkeypatch, "retry", "1-1")
