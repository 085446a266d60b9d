"""The task queue of an application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, ParamSpec

import structlog
from fastapi import FastAPI
from redis.exceptions import RedisError
from taskiq import AsyncTaskiqDecoratedTask, InMemoryBroker, SendTaskError

from app.errors import DegradedError
from app.tasks.broker import StreamBroker, connect
from app.tasks.middleware import Retries, TaskContext, TaskLog

SHUTDOWN_SECONDS = 5

P = ParamSpec("P")

log = structlog.get_logger()


async def enqueue(
    app: FastAPI,
    task: AsyncTaskiqDecoratedTask[P, Any],
    *args: P.args,
    **kwargs: P.kwargs,
) -> None:
    """Let a worker run a task, or run it in this process if the queue is unavailable.

    Without BROKER_URL, the task has run when this function returns. To enqueue a task
    after a commit, pass this function to `on_commit` of `app.sessions`.
    """
    try:
        await task.kicker().with_broker(app.state.broker).kiq(*args, **kwargs)
    except SendTaskError as error:
        cause = repr(error.__cause__)
        log.warning("task.not_enqueued", task=task.task_name, cause=cause)
        await task.kicker().with_broker(app.state.local_broker).kiq(*args, **kwargs)


@asynccontextmanager
async def broker_lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Connect on first use, and finish the tasks of this process at the end."""
    settings = app.state.settings
    url = settings.broker_url
    local = InMemoryBroker(await_inplace=url is None)
    local.add_middlewares(TaskLog())
    local.state.app = app
    app.state.local_broker = app.state.broker = local
    if url is not None:
        redis = connect(url.get_secret_value())
        broker = StreamBroker(redis, f"{settings.broker_prefix}:tasks")
        broker.add_middlewares(TaskContext(), Retries(broker))
        broker.state.app = app
        app.state.broker = broker
    try:
        yield
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(SHUTDOWN_SECONDS):
                await local.wait_all()
        await local.shutdown()
        await app.state.broker.shutdown()


async def check_broker(app: FastAPI) -> None:
    """Check that the queue responds.

    Raises:
        DegradedError: It doesn't, so that tasks run in the process that starts them.
    """
    if isinstance(app.state.broker, StreamBroker):
        try:
            await app.state.broker.length()
        except RedisError as error:
            raise DegradedError("The task queue is unavailable.") from error
