"""The scheduler: enqueues tasks at the times of their schedules."""

import asyncio
import time
from contextlib import AsyncExitStack

import structlog
from fastapi import FastAPI
from redis.exceptions import RedisError
from taskiq import (
    ScheduledTask,
    ScheduleSource,
    SendTaskError,
    TaskiqScheduler,
    async_shared_broker,
)
from taskiq.api import run_scheduler_task
from taskiq.schedule_sources import LabelScheduleSource

from app.tasks import heartbeat
from app.tasks.broker import StreamBroker
from app.tasks.queue import broker_lifespan

CLAIM_SECONDS = 60 * 60

log = structlog.get_logger()


class Scheduler(TaskiqScheduler):
    """Of several schedulers, the first one enqueues the task of a minute."""

    def __init__(self, broker: StreamBroker) -> None:
        super().__init__(broker, [LabelScheduleSource(async_shared_broker)])
        self.queue = broker

    async def on_ready(self, source: ScheduleSource, task: ScheduledTask) -> None:
        try:
            if await self.claim(task):
                await super().on_ready(source, task)
                log.info("task.scheduled", task=task.task_name)
        except (RedisError, SendTaskError) as error:
            cause = repr(error.__cause__ or error)
            log.warning("task.not_scheduled", task=task.task_name, cause=cause)

    async def claim(self, task: ScheduledTask) -> bool:
        minute = int(time.time() // 60)
        schedules = f"{self.queue.namespace}:schedule"
        key = f"{schedules}:{task.task_name}:{task.cron}:{minute}"
        return bool(await self.queue.redis.set(key, 1, nx=True, ex=CLAIM_SECONDS))


async def schedule(app: FastAPI, stop: asyncio.Event) -> None:
    """Enqueue scheduled tasks until `stop` is set."""
    async with broker_lifespan(app), AsyncExitStack() as stack:
        scheduler = Scheduler(app.state.broker)
        for work in (run_scheduler_task(scheduler), heartbeat.beat()):
            stack.callback(asyncio.create_task(work).cancel)
        log.info("scheduler.started")
        await stop.wait()
    log.info("scheduler.stopped")
