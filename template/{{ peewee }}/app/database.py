"""The database: a pool of connections an application, a session a request."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import NamedTuple
from weakref import finalize

from flask import Flask, current_app, g
from peewee import DatabaseError, InterfaceError, Model, OperationalError

from app.config import Settings, get_settings
from app.conflicts import is_conflict
from app.errors import ConflictError
from app.models import load_models
from app.pool import Pool, create_pool, run_migrations
from app.sessions import Session, cause_of, session_on


class Connected(NamedTuple):
    """What an application keeps for as long as it lives."""

    pool: Pool
    models: Sequence[type[Model]]


class RollbackError(Exception):
    """Leaves a session, whose work is then undone."""


class Database:
    """A Flask extension; it holds nothing itself, so applications share nothing."""

    def init_app(self, app: Flask, settings: Settings) -> None:
        pool = create_pool(settings)
        app.extensions["database"] = Connected(pool, load_models())
        app.teardown_appcontext(self.close)
        finalize(app, pool.close_all)

    def of(self, app: Flask) -> Connected:
        connected: Connected = app.extensions["database"]
        return connected

    @property
    def session(self) -> Session:
        """The session of this request or command, opened when it is first used."""
        if "session" not in g:
            work = ExitStack()
            g.session = work.enter_context(session_on(*self.of(current_app)))
            g.work = work
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
        except DatabaseError as error:
            if is_conflict(cause_of(error)):
                raise ConflictError from error
            raise

    def commit(self) -> None:
        """Keep what was done with the session; without this, it is rolled back."""
        if "session" in g:
            self.leave().close()

    def rollback(self) -> None:
        """Undo what was done with the session; the next use opens another."""
        if "session" in g:
            # Where the connection is lost, the server has undone it already.
            lost = (InterfaceError, OperationalError)
            with suppress(RollbackError, *lost), self.leave():
                raise RollbackError

    def close(self, error: BaseException | None) -> None:
        self.rollback()

    def leave(self) -> ExitStack:
        del g.session
        work: ExitStack = g.pop("work")
        return work


db = Database()


def ping() -> None:
    """Ask the database for an answer.

    Raises:
        Exception: Whatever the driver raises when there is none.
    """
    pool = db.of(current_app).pool
    with pool.connection_context():
        pool.execute_sql("SELECT 1")


def migrate() -> None:
    """Bring the database to the newest revision."""
    # A statement of a migration may take longer than one of a request.
    update = {"database_timeout_seconds": 3600}
    run_migrations(get_settings().model_copy(update=update))
