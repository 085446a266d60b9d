"""A connection pool for all threads, where Django has a connection per thread."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import Any, cast
from weakref import finalize

from django.db.backends.base.base import NO_DB_ALIAS, BaseDatabaseWrapper
from django.db.utils import DatabaseErrorWrapper

from app import timeouts
from app.backend.outages import OutageWrapper
from app.config import get_settings
from app.turns import Turns

# Rebuilding a table can take longer than a request may wait.
MIGRATION_SECONDS = 3600


class Pool:
    """Idle connections, and a limit of the threads that use one at a time."""

    def __init__(self) -> None:
        self.idle: list[Any] = []
        self.turns = Turns(get_settings().database_pool_size)
        self.left: list[None] = []  # one item for each thread that ended unclosed

    def begin_turn(self) -> None:
        """Wait for a free connection.

        Raises:
            UnavailableError: None became free in time.
        """
        with suppress(IndexError):
            while True:
                self.left.pop()
                self.turns.end()
        self.turns.begin()

    def take(self) -> Any | None:
        """Take an idle connection that still works, if there is one."""
        while self.idle:
            connection = self.idle.pop()
            if timeouts.is_alive(connection):
                return connection
            connection.close()
        return None

    def close(self) -> None:
        while self.idle:
            self.idle.pop().close()


pools: defaultdict[tuple[str, str], Pool] = defaultdict(Pool)


class Pooled(BaseDatabaseWrapper):
    """Take connections from the pool, and return those that still work."""

    is_new = False
    leave: "finalize[..., Any]"
    seconds = get_settings().database_timeout_seconds

    @property
    def shared(self) -> Pool:
        return pools[self.alias, self.settings_dict["NAME"] or ""]

    @cached_property
    def wrap_database_errors(self) -> DatabaseErrorWrapper:
        return OutageWrapper(self)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self.shared.begin_turn()
        try:
            taken = self.shared.take()
            self.is_new = taken is None
            connection = taken or self.open(conn_params)
        except BaseException:
            self.shared.turns.end()
            raise
        # Only recorded: a finalizer may run anywhere, so it can't take a lock.
        self.leave = finalize(self, self.shared.left.append, None)
        return connection

    def open(self, conn_params: dict[str, Any]) -> Any:
        """Open a connection with a statement timeout of `seconds`."""
        raise NotImplementedError

    def init_connection_state(self) -> None:
        if self.is_new:
            super().init_connection_state()

    def is_usable(self) -> bool:
        return timeouts.is_alive(self.connection)

    def _close(self) -> None:
        is_idle = self.autocommit and not (self.in_atomic_block or self.errors_occurred)
        try:
            if is_idle and self.alias != NO_DB_ALIAS:
                self.shared.idle.append(self.connection)
            else:
                super()._close()  # type: ignore[misc]
        finally:
            self.leave.detach()
            self.shared.turns.end()

    def close_pool(self) -> None:
        self.shared.close()


@contextmanager
def more_time(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Raise the statement timeout to that of migrations."""

    def reconnect(seconds: int) -> None:
        Pooled.seconds = seconds
        connection.close()
        cast(Pooled, connection).close_pool()

    usual = Pooled.seconds
    reconnect(MIGRATION_SECONDS)
    try:
        yield
    finally:
        reconnect(usual)
