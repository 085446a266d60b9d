"""The driver: asyncpg, which gives up a server that does not answer."""

from typing import Any

import asyncpg  # type: ignore[import-untyped]

from app import server
from app.outages import CONNECT_SECONDS, PING_SECONDS

NO_ANSWER = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError)


def limited(arguments: dict[str, Any], seconds: int) -> dict[str, Any]:
    """Add to the driver's arguments that no statement takes longer."""
    server_settings = arguments.get("server_settings", {})
    if "statement_cache_size" not in arguments:  # a pooler would refuse the connection
        server_settings = {"statement_timeout": f"{seconds}s", **server_settings}
    return {
        "timeout": CONNECT_SECONDS,
        # The server's own limit comes first, unless it is silent.
        "command_timeout": seconds + 1,
        **arguments,
        "server_settings": server_settings,
    }


async def is_alive(connection: asyncpg.Connection) -> bool:
    """Ask for an answer; a connection without one is closed."""
    answered = False
    try:
        await connection.execute("SELECT 1", timeout=PING_SECONDS)
        answered = True
    except NO_ANSWER:
        pass
    finally:
        if not answered:
            connection.terminate()  # `close` would wait for the server again
    return answered


def is_outage(error: BaseException) -> bool:
    """Whether the error means that the database can't serve now."""
    if state := getattr(error, "sqlstate", None):
        return server.is_outage(state)
    if isinstance(error, asyncpg.InterfaceError):
        return "connection is closed" in str(error)
    return isinstance(error, ConnectionError | TimeoutError)
