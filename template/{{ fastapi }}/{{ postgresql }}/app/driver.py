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


async def ping(connection: asyncpg.Connection) -> None:
    """Ask for an answer.

    Raises:
        Exception: There is none, and the connection is closed.
    """
    try:
        await connection.execute("SELECT 1", timeout=PING_SECONDS)
    except BaseException:
        connection.terminate()  # to close it would wait for the server again
        raise


def is_outage(error: BaseException) -> bool:
    """Whether the error means that the database can't serve now."""
    if isinstance(error, asyncpg.PostgresError):
        return server.is_outage(error.sqlstate)
    return isinstance(error, OSError)
