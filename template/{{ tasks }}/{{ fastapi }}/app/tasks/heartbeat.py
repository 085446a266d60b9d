"""The heartbeat of an event loop."""

import asyncio

from app import heartbeat


async def beat() -> None:
    """Beat again and again, while the event loop responds."""
    while True:
        await asyncio.to_thread(heartbeat.beat)
        await asyncio.sleep(heartbeat.INTERVAL_SECONDS)
