"""Counts the runs of tasks, and serves the metrics of a worker."""

import asyncio
from asyncio import CancelledError
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from taskiq import TaskiqMessage, TaskiqMiddleware, TaskiqResult

from app.tasks.broker import StreamBroker
from app.telemetry import metrics
from app.telemetry.task_metrics import Lengths, count_run, serve_worker

TIMEOUT_SECONDS = 3


class TaskMetrics(TaskiqMiddleware):
    def post_execute(self, message: TaskiqMessage, result: TaskiqResult[Any]) -> None:
        metrics.sample()
        if not result.is_err:
            count_run(message.task_name, "succeeded", result.execution_time)

    def on_error(
        self,
        message: TaskiqMessage,
        result: TaskiqResult[Any],
        exception: BaseException,
    ) -> None:
        if not isinstance(exception, CancelledError):
            outcome = self.outcome(message)
            count_run(message.task_name, outcome, result.execution_time)

    def outcome(self, message: TaskiqMessage) -> str:
        if not isinstance(self.broker, StreamBroker):
            return "failed"  # in the process that enqueued it
        attempt = int(message.labels.get("attempt", 1))
        return "dead" if attempt >= int(message.labels["attempts"]) else "retried"


@asynccontextmanager
async def task_metrics_lifespan(app: FastAPI) -> AsyncIterator[None]:
    broker = app.state.broker
    for each in {broker, app.state.local_broker}:
        each.add_middlewares(TaskMetrics())
    if isinstance(broker, StreamBroker):
        loop = asyncio.get_running_loop()

        def count() -> Lengths:
            future = asyncio.run_coroutine_threadsafe(lengths(broker), loop)
            return future.result(TIMEOUT_SECONDS)

        serve_worker(app.state.settings, count)
    yield


async def lengths(broker: StreamBroker) -> Lengths:
    return Lengths(await broker.length(), await broker.redis.xlen(broker.dead))
