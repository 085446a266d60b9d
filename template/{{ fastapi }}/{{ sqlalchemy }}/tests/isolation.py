"""The schema of the tests, and tests that leave nothing behind."""

import sys
import threading
from collections.abc import AsyncIterator
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
)
from unittest.mock import AsyncMock

import pytest
from alembic import command
from alembic.config import Config
from anyio.from_thread import BlockingPortal
from fastapi import FastAPI
from greenlet import getcurrent  # type: ignore[import-untyped]
from sqlalchemy import delete

from app.config import ROOT
from app.database import unit_of_work
from app.models import Base
from app.sessions import AsyncSession, create_session_factory

# The greenlets of all threads, by which coverage tells them apart.
greenlets: list[object] = []


def migrate() -> None:
    keep_greenlets()  # before the first client starts a thread
    command.upgrade(Config(toml_file=ROOT / "pyproject.toml"), "head")


def keep_greenlets() -> None:
    """Let no greenlet die with its thread, for coverage would be called back by it.

    Where two threads end at once, Python 3.11 can wait for ever in such a callback: it
    is traced, and called amid the calls that Python does for the threads that ended.
    """

    def keep(*_: object) -> None:
        sys.setprofile(None)
        greenlets.append(getcurrent())

    threading.setprofile(keep)


def rolled_back(app: FastAPI, portal: BlockingPortal) -> AbstractContextManager[None]:
    return portal.wrap_async_context_manager(joined(app))


@asynccontextmanager
async def joined(app: FastAPI) -> AsyncIterator[None]:
    """Let every session join one transaction, of which nothing stays.

    The code under test commits and rolls back freely: it does so to savepoints.
    https://docs.sqlalchemy.org/en/21/orm/session_transaction.html#joining-a-session-into-an-external-transaction-such-as-for-test-suites
    """
    sessions = app.state.sessions
    async with app.state.engine.connect() as connection:
        transaction = await connection.begin()
        app.state.sessions = create_session_factory(
            connection, join_transaction_mode="create_savepoint"
        )
        yield
        app.state.sessions = sessions
        await transaction.rollback()


def session_of(app: FastAPI) -> AbstractAsyncContextManager[AsyncSession]:
    session: AsyncSession = app.state.sessions()
    return session


@asynccontextmanager
async def held(app: FastAPI) -> AsyncIterator[None]:
    """Use one of the pool's connections."""
    async with app.state.engine.connect():
        yield


async def execute(app: FastAPI, statement: str) -> object:
    """Run a statement as a request would; return the first value."""
    async with unit_of_work(app) as session:
        connection = await session.connection()
        return (await connection.exec_driver_sql(statement)).scalar()


async def delete_all(app: FastAPI) -> None:
    async with app.state.engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            await connection.execute(delete(table))


def fail_commits(_: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AsyncSession, "commit", AsyncMock(side_effect=ConnectionError))
