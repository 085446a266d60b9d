"""Middleware of tasks: log, request ID, retries and dead tasks."""

import logging
import random
from asyncio import CancelledError
from typing import Any

import structlog
from structlog.contextvars import bind_contextvars
from taskiq import TaskiqMessage, TaskiqMiddleware, TaskiqResult

from app.log import bind_request_id, current_request_id
from app.tasks.broker import StreamBroker

FIRST_DELAY_SECONDS = 5
MAX_DELAY_SECONDS = 60 * 60

log = structlog.get_logger()
logging.getLogger("taskiq").setLevel(logging.CRITICAL)  # the middleware logs tasks


class TaskContext(TaskiqMiddleware):
    """Add the ID of the request that enqueued a task to all log lines of the task."""

    def pre_send(self, message: TaskiqMessage) -> TaskiqMessage:
        message.labels["request_id"] = current_request_id()
        return message

    def pre_execute(self, message: TaskiqMessage) -> TaskiqMessage:
        bind_request_id(str(message.labels.get("request_id", "")))
        bind_contextvars(task=message.task_name, task_id=message.task_id)
        return message


class TaskLog(TaskiqMiddleware):
    """Log the outcome of each task."""

    def post_execute(self, message: TaskiqMessage, result: TaskiqResult[Any]) -> None:
        if not result.is_err:
            log.info("task.finished", **describe(message, result))

    async def on_error(
        self,
        message: TaskiqMessage,
        result: TaskiqResult[Any],
        exception: BaseException,
    ) -> None:
        log.error("task.failed", **describe(message, result), exc_info=exception)


class Retries(TaskLog):
    """Run failed tasks again, later each time, and keep those that fail too often."""

    def __init__(self, broker: StreamBroker) -> None:
        super().__init__()
        self.queue = broker

    async def on_error(
        self,
        message: TaskiqMessage,
        result: TaskiqResult[Any],
        exception: BaseException,
    ) -> None:
        if isinstance(exception, CancelledError):
            raise exception  # the worker stops, and another one will run the task
        attempt = int(message.labels.get("attempt", 1))
        if attempt >= int(message.labels["attempts"]):
            await super().on_error(message, result, exception)
            broker_message = self.queue.formatter.dumps(message)
            await self.queue.bury(broker_message.message, repr(exception))
            return
        seconds = delay(attempt)
        log.warning(
            "task.retried",
            **describe(message, result),
            attempt=attempt,
            delay=round(seconds),
            cause=repr(exception),
        )
        message.labels["attempt"] = attempt + 1
        await self.queue.kick_later(self.queue.formatter.dumps(message), seconds)


def describe(message: TaskiqMessage, result: TaskiqResult[Any]) -> dict[str, object]:
    return {
        "task": message.task_name,
        "task_id": message.task_id,
        "seconds": result.execution_time,
    }


def delay(attempt: int) -> float:
    """Return the seconds until the next attempt.

    They double each time. Half of them are random, so that tasks that failed together
    are not all tried again at the same moment.
    """
    longest = min(FIRST_DELAY_SECONDS * 2.0 ** (attempt - 1), MAX_DELAY_SECONDS)
    return random.uniform(longest / 2, longest)  # noqa: S311
