"""Time limits and outages of asyncpg."""

from typing import Any

import asyncpg  # type: ignore[import-untyped]

from app import server
from app.outages import CONNECT_SECONDS, PING_SECONDS

NO_ANSWER = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError)


def limited(arguments: dict[str, Any], seconds: int) -> dict[str, Any]:
    """Limit the time of a statement in the arguments of the driver."""
    server_settings = arguments.get("server_settings", {})
    if "statement_cache_size" not in arguments:  # PgBouncer refuses this setting
        server_settings = {"statement_timeout": f"{seconds}s", **server_settings}
    return {
        "timeout": CONNECT_SECONDS,
        # Ends the wait if the server doesn't enforce its own limit.
        "command_timeout": seconds + 1,
        **arguments,
        "server_settings": server_settings,
    }


async def is_alive(connection: asyncpg.Connection) -> bool:
    """Whether the server answers. If not, the connection is closed."""
    answered = False
    try:
        await connection.execute("SELECT 1", timeout=PING_SECONDS)
        answered = True
    except NO_ANSWER:
        pass
    finally:
        if not answered:
            connection.terminate()  # `close` waits for the server
    return answered


def is_outage(error: BaseException) -> bool:
    """Whether an error means that the database is unavailable."""
    if state := getattr(error, "sqlstate", None):
        return server.is_outage(state)
    if isinstance(error, asyncpg.InterfaceError):
        return "connection is closed" in str(error)
    return isinstance(error, ConnectionError | TimeoutError)
