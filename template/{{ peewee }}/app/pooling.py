"""A connection pool with limits on its size and on the wait for a connection."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from peewee import Database, InterfaceError, OperationalError

from app import timeouts
from app.errors import UnavailableError
from app.outages import unavailable
from app.turns import Turns


class OutageError(UnavailableError, OperationalError):
    """A database error to Peewee, and an unavailable service to callers."""


@contextmanager
def translate_outages() -> Iterator[None]:
    """Raise OutageError instead of the driver's errors that mean an outage."""
    try:
        yield
    except UnavailableError:
        raise
    except (OperationalError, InterfaceError) as error:
        cause = getattr(error, "orig", error)  # the driver's error
        if not timeouts.is_outage(cause):
            raise
        unavailable(cause)
        raise OutageError from error


class Limited(Database):
    """A pool whose idle connections are shared by all threads.

    Peewee's own pool connects and checks connections under a lock, so a server that
    doesn't answer would block all threads one after another.
    """

    def __init__(self, database: str, *, size: int, **options: Any) -> None:
        super().__init__(database, **options)
        self._lock = nullcontext()  # the state that it guards is thread-local
        self.idle: list[Any] = []
        self.turns = Turns(size)

    def _connect(self) -> Any:
        self.turns.begin()
        try:
            return self.take_idle() or super()._connect()  # type: ignore[misc]
        except BaseException:
            self.turns.end()
            raise

    def take_idle(self) -> Any | None:
        """Return an idle connection that works, or None."""
        while self.idle:
            connection = self.idle.pop()
            if self.is_alive(connection):
                return connection
            super()._close(connection)  # type: ignore[misc]
        return None

    def is_alive(self, connection: Any) -> bool:
        raise NotImplementedError

    def _close(self, connection: Any) -> None:
        self.idle.append(connection)
        self.turns.end()

    def close_all(self) -> None:
        """Close this thread's connection and all idle ones."""
        self.close()
        while self.idle:
            super()._close(self.idle.pop())  # type: ignore[misc]

    # --- Calls to the server ---

    def connect(self, reuse_if_open: bool = False) -> bool:
        with translate_outages():
            return bool(super().connect(reuse_if_open))

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        with translate_outages():
            return super().execute_sql(sql, params)  # type: ignore[no-untyped-call]

    def begin(self, *args: Any) -> None:
        with translate_outages():
            super().begin(*args)

    def commit(self) -> None:
        with translate_outages():
            super().commit()

    def rollback(self) -> None:
        with translate_outages():
            super().rollback()
