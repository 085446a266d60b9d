"""The driver: asyncpg, which gives up a server that does not answer."""

from typing import Any

import asyncpg  # type: ignore[import-untyped]

from app import server
from app.outages import CONNECT_SECONDS, PING_SECONDS


def limits(seconds: int) -> dict[str, Any]:
    """The arguments of connections on which no statement takes longer."""
    return {
        "timeout": CONNECT_SECONDS,
        "server_settings": {"statement_timeout": f"{seconds}s"},
        # The server's own limit comes first, unless it is silent.
        "command_timeout": seconds + 1,
    }


async def is_alive(connection: asyncpg.Connection) -> bool:
    """Ask for an answer; a connection without one is closed."""
    answered = False
    try:
        await connection.execute("SELECT 1", timeout=PING_SECONDS)
        answered = True
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        pass
    finally:
        if not answered:
            connection.terminate()  # `close` would wait for the server again
    return answered


def is_outage(error: BaseException) -> bool:
    """Whether the error means that the database can't serve now."""
    if isinstance(error, asyncpg.PostgresError):
        return server.is_outage(error.sqlstate)
    return isinstance(error, OSError)
