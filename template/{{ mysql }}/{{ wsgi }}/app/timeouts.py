"""Time limits and outages of mysqlclient."""

from selectors import EVENT_READ, DefaultSelector
from typing import Any

from MySQLdb import Connection, Error  # type: ignore[import-untyped]

from app import server
from app.outages import CONNECT_SECONDS, PING_SECONDS

is_outage = server.is_outage


def limited(arguments: dict[str, Any], seconds: int) -> dict[str, Any]:
    """Limit the time of a statement in the arguments of the driver."""
    return {
        "connect_timeout": CONNECT_SECONDS,
        "init_command": server.init_command(seconds),
        # Ends the wait if the server doesn't enforce its own limit.
        "read_timeout": seconds + 1,
        "write_timeout": seconds + 1,
        **arguments,
    }


def is_alive(connection: Connection) -> bool:
    """Whether the server answers. The driver's `ping` has no time limit of its own."""
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
