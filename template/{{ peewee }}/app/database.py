"""The connection pool of an application, and the session of a request."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from weakref import finalize

from flask import Flask, current_app, g
from peewee import DatabaseError, InterfaceError, OperationalError
from werkzeug.local import LocalProxy

from app import models
from app.config import Settings, get_settings
from app.conflicts import is_conflict
from app.errors import ConflictError
from app.pool import Pool, create_pool, run_migrations
from app.sessions import Session, cause_of


class RollbackError(Exception):
    """Leaves a session to roll it back."""


class Database:
    """A Flask extension that gives each application a pool of its own."""

    def init_app(self, app: Flask, settings: Settings) -> None:
        pool = create_pool(settings)
        app.extensions["database"] = pool
        app.teardown_appcontext(self.close)
        finalize(app, pool.close_all)

    def of(self, app: Flask) -> Pool:
        pool: Pool = app.extensions["database"]
        return pool

    @property
    def session(self) -> Session:
        """The session of this request or command, opened when first used."""
        if "session" not in g:
            work = ExitStack()
            g.session = work.enter_context(Session(self.of(current_app)))
            g.work = work
        session: Session = g.session
        return session

    @contextmanager
    def unit_of_work(self) -> Iterator[None]:
        """Commit the session on success; after an exception, it is rolled back.

        Raises:
            ConflictError: The change conflicts with stored rows or with another
                request.
        """
        try:
            yield
            self.commit()
        except DatabaseError as error:
            if is_conflict(cause_of(error)):
                raise ConflictError from error
            raise

    def commit(self) -> None:
        """Commit the session. Without this, it is rolled back."""
        if "session" in g:
            self.leave().close()

    def rollback(self) -> None:
        """Roll the session back; the next use opens a new one."""
        if "session" in g:
            # If the connection is lost, the server has rolled back already.
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
# All models use the database of the current application.
models.database.initialize(LocalProxy(lambda: db.of(current_app)))


def ping() -> None:
    """Check that the database answers.

    Raises:
        Exception: The driver's error if it doesn't.
    """
    pool = db.of(current_app)
    with pool.connection_context():
        pool.execute_sql("SELECT 1")


def migrate() -> None:
    """Apply all migrations."""
    # A migration's statement may take longer than a request's.
    update = {"database_timeout_seconds": 3600}
    run_migrations(get_settings().model_copy(update=update))
