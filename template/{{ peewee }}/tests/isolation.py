"""The database of the tests: its schema, and isolation between tests."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest
from flask import Flask
from peewee import sort_models  # type: ignore[attr-defined]
from playhouse.migrations import Runner

import migrations
from app import database
from app.config import ROOT
from app.database import RollbackError, db
from app.pool import Pool
from app.sessions import Session


def migrate() -> None:
    database.migrate()


def downgrade() -> None:
    runner = Runner(migrations.database, ROOT / "migrations")
    with migrations.database.connection_context():
        first, *_ = runner.migrations()
        runner.down(first.name)


def tables(app: Flask) -> list[str]:
    pool = db.of(app)
    with pool.connection_context():
        names: list[str] = pool.get_tables()
    return names


def is_connected(app: Flask) -> bool:
    """Return whether a connection is still in use."""
    return not db.of(app).is_closed()


def closer(app: Flask) -> Callable[[], object]:
    """Return the function that closes all connections."""
    close_all: Callable[[], object] = db.of(app).close_all
    return close_all


def disconnect(app: Flask) -> None:
    closer(app)()


@contextmanager
def rolled_back(app: Flask) -> Iterator[None]:
    """Make every session of this thread a savepoint of one transaction.

    The code under test can commit and roll back, and nothing remains.
    """
    pool = db.of(app)
    with pool.connection_context(), pool.atomic() as transaction:
        yield
        transaction.rollback()


@contextmanager
def session_of(app: Flask) -> Iterator[Session]:
    """Open a session that is rolled back unless it is committed."""
    with app.app_context(), suppress(RollbackError), Session(db.of(app)) as session:
        yield session
        raise RollbackError


@contextmanager
def held(app: Flask) -> Iterator[None]:
    """Occupy one connection of the pool."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        pool = db.of(app)
        thread.submit(pool.connect).result()
        yield
        thread.submit(pool.close).result()


def execute(app: Flask, statement: str) -> object:
    """Run a statement in a session and return the first value."""
    with app.app_context():
        assert db.session
        return db.of(app).execute_sql(statement).fetchone()[0]


def delete_all(app: Flask) -> None:
    with app.app_context(), Session(db.of(app)):
        for model in reversed(sort_models(migrations.models)):
            model.delete().execute()


def fail_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pool, "commit", lambda _: 1 / 0)
