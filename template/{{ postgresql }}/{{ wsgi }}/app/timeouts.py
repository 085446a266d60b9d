"""The driver: psycopg, which gives up a server that does not answer."""

from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus

from app import server
from app.outages import CONNECT_SECONDS, PING_SECONDS

T = TypeVar("T")


class Connection(psycopg.Connection[Any]):
    """A connection that waits for each answer for as long as its patience lasts."""

    patience: float  # in seconds

    def wait(
        self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None
    ) -> T:
        try:
            patience = self.patience if timeout is None else timeout
            return super().wait(gen, interval, patience)
        except psycopg.OperationalError:
            if self.info.transaction_status is TransactionStatus.ACTIVE:
                self.close()  # the answer may still come, and nobody would expect it
            raise


def connect(conninfo: str = "", *, seconds: int, **arguments: Any) -> Connection:
    """Open a connection on which no statement takes longer."""
    if "prepare_threshold" not in arguments:  # a pooler would refuse the connection
        options = f"{arguments.get('options', '')} -c statement_timeout={seconds}s"
        arguments["options"] = options.lstrip()
    connection = Connection.connect(
        conninfo, **{"connect_timeout": CONNECT_SECONDS, **arguments}
    )
    # The server's own limit comes first, unless it is silent.
    connection.patience = seconds + 1
    return connection


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
