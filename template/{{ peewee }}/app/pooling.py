"""The limits of a pool: its connections, the wait for one, and what ends each wait."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from peewee import Database, InterfaceError, OperationalError

from app import timeouts
from app.errors import UnavailableError
from app.outages import unavailable
from app.turns import Turns


class OutageError(UnavailableError, OperationalError):
    """To Peewee an error of the database, to callers a service that is unavailable."""


@contextmanager
def outages_told() -> Iterator[None]:
    """Raise OutageError in place of errors that mean an outage."""
    try:
        yield
    except UnavailableError:
        raise
    except (OperationalError, InterfaceError) as error:
        cause = getattr(error, "orig", error)  # the driver's
        if not timeouts.is_outage(cause):
            raise
        unavailable(cause)
        raise OutageError from error


class Limited(Database):
    """Threads share the connections that none of them uses.

    Peewee's own pool connects, and asks whether connections are alive, under a lock: a
    silent server would hold up all threads, one after the other.
    """

    def __init__(self, database: str, *, size: int, **options: Any) -> None:
        super().__init__(database, **options)
        self._lock = nullcontext()  # what it guards is each thread's own
        self.idle: list[Any] = []
        self.turns = Turns(size)

    def _connect(self) -> Any:
        self.turns.begin()
        try:
            return self.take() or super()._connect()  # type: ignore[misc]
        except BaseException:
            self.turns.end()
            raise

    def take(self) -> Any | None:
        """Take an idle connection that is alive, if there is one."""
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
        """Close this thread's connection, and those that no thread uses."""
        self.close()
        while self.idle:
            super()._close(self.idle.pop())  # type: ignore[misc]

    # --- Whatever speaks to the server ---

    def connect(self, reuse_if_open: bool = False) -> bool:
        with outages_told():
            return bool(super().connect(reuse_if_open))

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        with outages_told():
            return super().execute_sql(sql, params)  # type: ignore[no-untyped-call]

    def begin(self, *args: Any) -> None:
        with outages_told():
            super().begin(*args)

    def commit(self) -> None:
        with outages_told():
            super().commit()

    def rollback(self) -> None:
        with outages_told():
            super().rollback()
