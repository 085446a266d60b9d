"""Callbacks after a commit."""

import asyncio
from contextlib import suppress

import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from app import after_commit
from app.database import unit_of_work
from app.sessions import on_commit, release


class Callback:
    """A callback that records the applications with which it is called."""

    def __init__(self) -> None:
        self.apps: list[FastAPI] = []

    async def __call__(self, app: FastAPI) -> None:
        self.apps.append(app)


@pytest.fixture
def callback() -> Callback:
    return Callback()


async def test_callback_runs_after_the_commit(app: FastAPI, callback: Callback) -> None:
    async with unit_of_work(app) as session:
        on_commit(session, callback)
        assert callback.apps == []

    assert callback.apps == [app]


async def test_rollback_discards_callbacks(app: FastAPI, callback: Callback) -> None:
    with suppress(ZeroDivisionError):
        async with unit_of_work(app) as session:
            on_commit(session, callback)
            raise ZeroDivisionError

    assert callback.apps == []


async def test_callback_of_a_released_session_runs_despite_a_later_error(
    app: FastAPI, callback: Callback
) -> None:
    later = Callback()

    with suppress(ZeroDivisionError):
        async with unit_of_work(app) as session:
            on_commit(session, callback)
            await release(session)
            on_commit(session, later)
            raise ZeroDivisionError

    assert callback.apps == [app]
    assert later.apps == []


async def test_error_of_a_callback_is_logged(app: FastAPI, callback: Callback) -> None:
    async def fail(_: FastAPI) -> None:
        raise ConnectionError

    with capture_logs() as entries:
        async with unit_of_work(app) as session:
            on_commit(session, fail)
            on_commit(session, callback)

    assert [entry["event"] for entry in entries] == ["after_commit.failed"]
    assert callback.apps == [app]


async def test_callback_that_hangs_is_cancelled(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(after_commit, "TIMEOUT_SECONDS", 0)

    async def hang(_: FastAPI) -> None:
        await asyncio.Event().wait()

    with capture_logs() as entries:
        async with unit_of_work(app) as session:
            on_commit(session, hang)

    assert [entry["event"] for entry in entries] == ["after_commit.failed"]
