"""Enqueues a task for each key: `python -m app.proof TASK KEY…`."""

import asyncio
import sys

from app.main import app, lifespan
from app.proof import tasks
from app.tasks.queue import enqueue


async def main(name: str, *keys: str) -> None:
    async with lifespan(app):
        for key in keys:
            await enqueue(app, getattr(tasks, name), key=key)


asyncio.run(main(*sys.argv[1:]))
