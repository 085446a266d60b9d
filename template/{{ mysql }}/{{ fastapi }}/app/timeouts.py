"""Time limits and outages of asyncmy."""

import asyncio
from typing import Any

import asyncmy

from app import server
from app.outages import CONNECT_SECONDS, PING_SECONDS

NO_ANSWER = (asyncmy.errors.Error, OSError)

is_outage = server.is_outage


def limited(arguments: dict[str, Any], seconds: int) -> dict[str, Any]:
    """Limit the time of a statement in the arguments of the driver."""
    return {
        "init_command": server.init_command(seconds),
        # Ends the wait if the server doesn't enforce its own limit.
        "read_timeout": seconds + 1,
        **arguments,
    }


async def connect(**arguments: Any) -> asyncmy.Connection:
    """Connect and log in; the driver's `connect_timeout` doesn't cover the log-in."""
    async with asyncio.timeout(CONNECT_SECONDS):
        try:
            return await asyncmy.connect(**arguments)
        except RuntimeError as error:  # raised if the socket closes at once
            raise asyncmy.errors.OperationalError(2013, str(error)) from error


async def is_alive(connection: asyncmy.Connection) -> bool:
    """Whether the server answers."""
    try:
        async with asyncio.timeout(PING_SECONDS):
            await connection.ping(reconnect=False)
    except NO_ANSWER:
        return False
    return True
