"""The database of the tests: its schema, and isolation between tests."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from copy import copy
from graphlib import TopologicalSorter
from typing import Any
from unittest.mock import AsyncMock

import pytest
from anyio.from_thread import BlockingPortal
from fastapi import FastAPI
from tortoise.backends.base.client import TransactionalDBClient
from tortoise.cli.cli import run_cli_async
from tortoise.context import TortoiseContext
from tortoise.models import Model
from tortoise.transactions import in_transaction

from app.database import unit_of_work
from app.sessions import AsyncSession

# The options of the command line, which else depend on the working directory.
CONFIG = ("--config", "migrations.TORTOISE_ORM")


def migrate() -> None:
    assert asyncio.run(run_cli_async([*CONFIG, "migrate"])) == 0


@contextmanager
def rolled_back(app: FastAPI, portal: BlockingPortal) -> Iterator[None]:
    """Make every session of this thread's requests a savepoint of one transaction.

    The code under test can commit and roll back, and nothing remains.
    """
    context = app.state.tortoise
    with portal.wrap_async_context_manager(begun(context)) as transaction:
        token = context.connections.set("default", transaction)
        yield
        context.connections.reset(token)


@asynccontextmanager
async def joined(app: FastAPI) -> AsyncIterator[None]:
    """Make every session of this task a savepoint of one transaction."""
    context = app.state.tortoise
    async with begun(context) as transaction:
        token = context.connections.set("default", transaction)
        yield
        context.connections.reset(token)


class RollbackError(Exception):
    """Leaves a session to roll it back."""


@asynccontextmanager
async def session_of(app: FastAPI) -> AsyncIterator[AsyncSession]:
    """Open a session that is rolled back unless it is committed."""
    with copy(app.state.tortoise), suppress(RollbackError):
        async with AsyncSession() as session:
            yield session
            raise RollbackError


@asynccontextmanager
async def begun(context: TortoiseContext) -> AsyncIterator[TransactionalDBClient]:
    """Begin a transaction that is rolled back."""
    with copy(context):
        async with in_transaction() as transaction:
            yield transaction
            await transaction.rollback()


@asynccontextmanager
async def held(app: FastAPI) -> AsyncIterator[None]:
    """Occupy one connection of the pool."""
    async with unit_of_work(app) as session:
        await session.connection()
        yield


async def execute(app: FastAPI, statement: str) -> object:
    """Run a statement in a session and return the first value."""
    async with unit_of_work(app) as session:
        connection = await session.connection()
        _, rows = await connection.execute_query(statement)
        return next(iter(dict(rows[0]).values()))


async def delete_all(app: FastAPI) -> None:
    """Delete all rows, and before each those that refer to it."""
    order: TopologicalSorter[type[Model]] = TopologicalSorter()
    for model in app.state.tortoise.apps.get_models_iterable():
        fields: list[Any] = [
            model._meta.fields_map[name] for name in model._meta.fk_fields
        ]
        order.add(model, *{field.related_model for field in fields} - {model})
    async with unit_of_work(app) as session:
        db = await session.connection()
        for model in reversed([*order.static_order()]):
            await model.all(using_db=db).delete()


def fail_commits(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every commit fail, which in a test releases a savepoint."""
    transaction = app.state.tortoise.db()
    fail = AsyncMock(side_effect=RuntimeError)
    monkeypatch.setattr(type(transaction), "release_savepoint", fail)
