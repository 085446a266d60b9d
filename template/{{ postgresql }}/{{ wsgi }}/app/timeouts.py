"""Time limits and outages of psycopg."""

from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus

from app import server
from app.outages import CONNECT_SECONDS, PING_SECONDS

T = TypeVar("T")


class Connection(psycopg.Connection[Any]):
    """A connection that limits the wait for each answer."""

    answer_seconds: float

    def wait(
        self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None
    ) -> T:
        try:
            seconds = self.answer_seconds if timeout is None else timeout
            return super().wait(gen, interval, seconds)
        except psycopg.OperationalError:
            if self.info.transaction_status is TransactionStatus.ACTIVE:
                self.close()  # or a late answer would be read as the next one
            raise


def connect(conninfo: str = "", *, seconds: int, **arguments: Any) -> Connection:
    """Open a connection that limits the time of a statement."""
    if "prepare_threshold" not in arguments:  # PgBouncer refuses this option
        options = f"{arguments.get('options', '')} -c statement_timeout={seconds}s"
        arguments["options"] = options.lstrip()
    connection = Connection.connect(
        conninfo, **{"connect_timeout": CONNECT_SECONDS, **arguments}
    )
    # Ends the wait if the server doesn't enforce its own limit.
    connection.answer_seconds = seconds + 1
    return connection


def is_alive(connection: Connection) -> bool:
    """Whether the server answers, outside of a transaction."""
    seconds, autocommit = connection.answer_seconds, connection.autocommit
    try:
        connection.answer_seconds, connection.autocommit = PING_SECONDS, True
        connection.execute("")
        connection.answer_seconds, connection.autocommit = seconds, autocommit
    except psycopg.Error:
        return False
    return True


def is_outage(error: BaseException) -> bool:
    """Whether an error means that the database is unavailable."""
    if not isinstance(error, psycopg.Error):
        return False
    is_lost = isinstance(error, psycopg.OperationalError) and not error.sqlstate
    return is_lost or server.is_outage(error.sqlstate)
