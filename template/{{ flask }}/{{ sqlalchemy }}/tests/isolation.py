"""The schema of the tests, and tests that leave nothing behind."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from alembic import command
from alembic.config import Config
from flask import Flask
from sqlalchemy import delete, inspect

from app.config import ROOT
from app.database import DatabaseState, db
from app.models import Base
from app.sessions import Session, create_session_factory


def migrate() -> None:
    command.upgrade(Config(toml_file=ROOT / "pyproject.toml"), "head")


def downgrade() -> None:
    command.downgrade(Config(toml_file=ROOT / "pyproject.toml"), "base")


def tables(app: Flask) -> list[str]:
    return inspect(db.get_state(app).engine).get_table_names()


def is_connected(app: Flask) -> bool:
    """Whether a connection has not been given back."""
    return db.get_state(app).engine.pool.checkedout() > 0  # type: ignore[attr-defined, no-any-return]


def closer(app: Flask) -> Callable[[], object]:
    """What closes all connections."""
    return db.get_state(app).engine.dispose


def disconnect(app: Flask) -> None:
    closer(app)()


@contextmanager
def rolled_back(app: Flask) -> Iterator[None]:
    """Let every session join one transaction, of which nothing stays.

    The code under test commits and rolls back freely: it does so to savepoints.
    https://docs.sqlalchemy.org/en/21/orm/session_transaction.html#joining-a-session-into-an-external-transaction-such-as-for-test-suites
    """
    state = db.get_state(app)
    with state.engine.connect() as connection:
        transaction = connection.begin()
        sessions = create_session_factory(
            connection, join_transaction_mode="create_savepoint"
        )
        app.extensions["database"] = DatabaseState(state.engine, sessions)
        yield
        app.extensions["database"] = state
        transaction.rollback()


def session_of(app: Flask) -> Session:
    return db.get_state(app).sessions()


@contextmanager
def held(app: Flask) -> Iterator[None]:
    """Use one of the pool's connections."""
    with db.get_state(app).engine.connect():
        yield


def execute(app: Flask, statement: str) -> object:
    """Run a statement as a request would; return the first value."""
    with app.app_context():
        return db.session.connection().exec_driver_sql(statement).scalar()


def delete_all(app: Flask) -> None:
    with db.get_state(app).engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(delete(table))


def fail_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "commit", lambda _: 1 / 0)
