"""The driver: asyncmy, which gives up a server that does not answer."""

import asyncio
from typing import Any

import asyncmy

from app import server
from app.outages import CONNECT_SECONDS, PING_SECONDS

NO_ANSWER = (asyncmy.errors.Error, OSError)

is_outage = server.is_outage


def limited(arguments: dict[str, Any], seconds: int) -> dict[str, Any]:
    """Add to the driver's arguments that no statement takes longer."""
    return {
        "init_command": server.set_up(seconds),
        # The server's own limit comes first, unless it is silent.
        "read_timeout": seconds + 1,
        **arguments,
    }


async def connect(**arguments: Any) -> asyncmy.Connection:
    """Connect; the driver's own `connect_timeout` ends before the log-in."""
    async with asyncio.timeout(CONNECT_SECONDS):
        try:
            return await asyncmy.connect(**arguments)
        except RuntimeError as error:  # the driver's own, if the socket closes at once
            raise asyncmy.errors.OperationalError(2013, str(error)) from error


async def is_alive(connection: asyncmy.Connection) -> bool:
    """Ask for an answer."""
    try:
        async with asyncio.timeout(PING_SECONDS):
            await connection.ping(reconnect=False)
    except NO_ANSWER:
        return False
    return True
