"""The driver: psycopg, which gives up a server that does not answer."""

from typing import Any, ClassVar, Self, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus

from app import server
from app.outages import CONNECT_SECONDS, PING_SECONDS

T = TypeVar("T")


class Connection(psycopg.Connection[Any]):
    """A connection on which no statement takes longer than `seconds`."""

    seconds: ClassVar[int]
    # How long to wait for an answer. The server's own limit comes first, unless it is
    # silent.
    patience: float

    @classmethod
    def connect(cls, conninfo: str = "", **kwargs: Any) -> Self:
        limit = f"-c statement_timeout={cls.seconds}s"
        kwargs["options"] = f"{kwargs.get('options', '')} {limit}".lstrip()
        kwargs.setdefault("connect_timeout", CONNECT_SECONDS)
        connection = super().connect(conninfo, **kwargs)
        connection.patience = cls.seconds + 1
        return connection

    def wait(
        self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None
    ) -> T:
        try:
            return super().wait(
                gen, interval, self.patience if timeout is None else timeout
            )
        except psycopg.OperationalError:
            if self.info.transaction_status is TransactionStatus.ACTIVE:
                self.close()  # the answer may still come, and nobody would expect it
            raise


def limited(seconds: int) -> type[Connection]:
    """Make the class of connections with this limit."""
    return type("LimitedConnection", (Connection,), {"seconds": seconds})


def is_alive(connection: Connection) -> bool:
    """Ask for an answer, outside of a transaction; without one, it is of no use."""
    patience, autocommit = connection.patience, connection.autocommit
    try:
        connection.patience, connection.autocommit = PING_SECONDS, True
        connection.execute("")
        connection.patience, connection.autocommit = patience, autocommit
    except psycopg.Error:
        return False
    return True


def is_outage(error: BaseException) -> bool:
    """Whether the error means that the database can't serve now."""
    if not isinstance(error, psycopg.Error):
        return False
    is_lost = isinstance(error, psycopg.OperationalError) and not error.sqlstate
    return is_lost or server.is_outage(error.sqlstate)
