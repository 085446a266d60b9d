"""A pool of connections that all threads share: Django itself keeps one for each."""

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

# To rebuild a table takes longer than a request may wait.
MIGRATION_SECONDS = 3600


class Pool:
    """Connections that no thread uses, and the turns of the threads that use one."""

    def __init__(self) -> None:
        self.idle: list[Any] = []
        self.turns = Turns(get_settings().database_pool_size)
        self.left: list[None] = []  # by threads that ended without closing theirs

    def begin_turn(self) -> None:
        """Wait until there may be one more connection.

        Raises:
            UnavailableError: That would take too long.
        """
        with suppress(IndexError):
            while True:
                self.left.pop()
                self.turns.end()
        self.turns.begin()

    def take(self) -> Any | None:
        """Take a connection that is alive, if there is one."""
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
    """Takes connections from the pool, and gives back those that are of use."""

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
        # Only noted, since no lock may be taken while garbage is collected.
        self.leave = finalize(self, self.shared.left.append, None)
        return connection

    def open(self, conn_params: dict[str, Any]) -> Any:
        """Open a connection on which no statement takes longer than `seconds`."""
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
    """Let statements take as long as those of a migration may."""

    def start_anew(seconds: int) -> None:
        Pooled.seconds = seconds
        connection.close()
        cast(Pooled, connection).close_pool()

    usual = Pooled.seconds
    start_anew(MIGRATION_SECONDS)
    try:
        yield
    finally:
        start_anew(usual)
