"""The driver: mysqlclient, which gives up a server that does not answer."""

from selectors import EVENT_READ, DefaultSelector
from typing import Any

from MySQLdb import Connection, Error  # type: ignore[import-untyped]

from app import server
from app.outages import CONNECT_SECONDS, PING_SECONDS

is_outage = server.is_outage


def limited(arguments: dict[str, Any], seconds: int) -> dict[str, Any]:
    """Add to the driver's arguments that no statement takes longer."""
    return {
        "connect_timeout": CONNECT_SECONDS,
        "init_command": server.set_up(seconds),
        # The server's own limit comes first, unless it is silent.
        "read_timeout": seconds + 1,
        "write_timeout": seconds + 1,
        **arguments,
    }


def is_alive(connection: Connection) -> bool:
    """Ask for an answer; the driver's own `ping` waits as long as for any statement."""
    try:
        connection.send_query("DO 0")
        with DefaultSelector() as selector:
            selector.register(connection.fileno(), EVENT_READ)
            if not selector.select(PING_SECONDS):
                return False
        connection.read_query_result()
    except Error:
        return False
    return True
