"""The driver: asyncmy, which gives up a server that does not answer."""

import asyncio
from typing import Any

import asyncmy

from app import server
from app.outages import CONNECT_SECONDS, PING_SECONDS

is_outage = server.is_outage


def limits(seconds: int) -> dict[str, Any]:
    """The arguments of connections on which no statement takes longer."""
    return {
        "init_command": server.limit_statements(seconds),
        # The server's own limit comes first, unless it is silent.
        "read_timeout": seconds + 1,
    }


async def connect(**arguments: Any) -> asyncmy.Connection:
    """Connect; the driver's own `connect_timeout` ends before the log-in."""
    async with asyncio.timeout(CONNECT_SECONDS):
        return await asyncmy.connect(**arguments)


async def ping(connection: asyncmy.Connection) -> None:
    """Ask for an answer.

    Raises:
        Exception: There is none, and the connection is closed.
    """
    async with asyncio.timeout(PING_SECONDS):
        await connection.ping(reconnect=False)
