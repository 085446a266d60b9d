"""The worker: runs the tasks of the queue."""

import asyncio
from contextlib import AsyncExitStack

import structlog
from fastapi import FastAPI
from taskiq.receiver import Receiver

from app.tasks import heartbeat

CONCURRENCY = 10

log = structlog.get_logger()


async def work(app: FastAPI, stop: asyncio.Event) -> None:
    """Run tasks until `stop` is set, and finish those that are running."""
    async with app.router.lifespan_context(app), AsyncExitStack() as stack:
        for upkeep in (app.state.broker.hold(), heartbeat.beat()):
            stack.callback(asyncio.create_task(upkeep).cancel)
        others = asyncio.all_tasks()
        receiver = Receiver(
            app.state.broker,
            max_async_tasks=CONCURRENCY,
            wait_tasks_timeout=max(0, app.state.settings.shutdown_seconds - 2),
        )
        log.info("worker.started", concurrency=CONCURRENCY)
        await receiver.listen(stop)
        if unfinished := asyncio.all_tasks() - others:
            log.warning("worker.interrupted", tasks=len(unfinished))
            for each in unfinished:
                each.cancel()
            await asyncio.wait(unfinished, timeout=1)
    log.info("worker.stopped")
