"""The database: an engine an application, a session a request."""

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


class Connected(NamedTuple):
    """What an application keeps for as long as it lives."""

    engine: Engine
    sessions: sessionmaker[Session]


class Database:
    """A Flask extension; it holds nothing itself, so applications share nothing."""

    def init_app(self, app: Flask, settings: Settings) -> None:
        engine = create_engine(settings)
        app.extensions["database"] = Connected(engine, create_session_factory(engine))
        app.teardown_appcontext(self.close)
        finalize(app, engine.dispose)

    def of(self, app: Flask) -> Connected:
        connected: Connected = app.extensions["database"]
        return connected

    @property
    def session(self) -> Session:
        """The session of this request or command, opened when it is first used."""
        if "session" not in g:
            g.session = self.of(current_app).sessions()
        session: Session = g.session
        return session

    @contextmanager
    def unit_of_work(self) -> Iterator[None]:
        """Commit what is done within; whatever raises leaves it to be rolled back.

        Raises:
            ConflictError: Rows or requests of others are in the way.
        """
        try:
            yield
            self.commit()
        except DBAPIError as error:
            if is_conflict(error.driver_exception):
                raise ConflictError from error
            raise

    def commit(self) -> None:
        """Keep what was done with the session; without this, it is rolled back."""
        if "session" in g:
            g.session.commit()

    def rollback(self) -> None:
        """Undo what was done with the session; it can be used again."""
        if "session" in g:
            g.session.rollback()

    def close(self, error: BaseException | None) -> None:
        session: Session | None = g.pop("session", None)
        if session is not None:
            session.close()


db = Database()


def ping() -> None:
    """Ask the database for an answer.

    Raises:
        Exception: Whatever the driver raises when there is none.
    """
    with db.of(current_app).engine.connect() as connection:
        connection.execute(text("SELECT 1"))


def migrate() -> None:
    """Bring the database to the newest revision."""
    command.upgrade(Config(toml_file=ROOT / "pyproject.toml"), "head")
