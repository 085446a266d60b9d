"""The database engine of an application, and the session of a request."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from weakref import finalize

from alembic import command
from alembic.config import Config
from flask import Flask, current_app, g
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import sessionmaker

from app.config import ROOT, Settings
from app.conflicts import is_conflict
from app.engine import create_engine
from app.errors import ConflictError
from app.sessions import Session, create_session_factory


class DatabaseState(NamedTuple):
    """The engine and session factory of an application."""

    engine: Engine
    sessions: sessionmaker[Session]


class Database:
    """A Flask extension. Its state is in the application, so that none is shared."""

    def init_app(self, app: Flask, settings: Settings) -> None:
        engine = create_engine(settings)
        app.extensions["database"] = DatabaseState(
            engine, create_session_factory(engine)
        )
        app.teardown_appcontext(self.close)
        finalize(app, engine.dispose)

    def get_state(self, app: Flask) -> DatabaseState:
        state: DatabaseState = app.extensions["database"]
        return state

    @property
    def session(self) -> Session:
        """The session of the current request or command, opened on first use."""
        if "session" not in g:
            g.session = self.get_state(current_app).sessions()
        session: Session = g.session
        return session

    @contextmanager
    def unit_of_work(self) -> Iterator[None]:
        """Commit at the end, or leave the session to be rolled back on an error.

        Raises:
            ConflictError: A constraint or a concurrent request prevents the change.
        """
        try:
            yield
            self.commit()
        except DBAPIError as error:
            if is_conflict(error.driver_exception):
                raise ConflictError from error
            raise

    def commit(self) -> None:
        """Commit the session, if it was used. Without a commit, it is rolled back."""
        if "session" in g:
            g.session.commit()

    def rollback(self) -> None:
        """Roll the session back, if it was used. It stays usable."""
        if "session" in g:
            g.session.rollback()

    def close(self, error: BaseException | None) -> None:
        session: Session | None = g.pop("session", None)
        if session is not None:
            session.close()


db = Database()


def ping() -> None:
    """Check that the database answers.

    Raises:
        Exception: The driver's error if it does not.
    """
    with db.get_state(current_app).engine.connect() as connection:
        connection.execute(text("SELECT 1"))


def migrate() -> None:
    """Bring the database to the newest revision."""
    command.upgrade(Config(toml_file=ROOT / "pyproject.toml"), "head")
