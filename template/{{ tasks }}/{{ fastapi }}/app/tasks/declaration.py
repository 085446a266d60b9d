"""Declaration of tasks."""

from collections.abc import Callable
from typing import Annotated, ParamSpec, TypeVar

from fastapi import FastAPI
from taskiq import (
    AsyncTaskiqDecoratedTask,
    Context,
    TaskiqDepends,
    async_shared_broker,
)

P = ParamSpec("P")
R = TypeVar("R")


def task(
    *, timeout: float = 60, attempts: int = 5, cron: str | None = None
) -> Callable[[Callable[P, R]], AsyncTaskiqDecoratedTask[P, R]]:
    """Declare a task. Its arguments are JSON, such as ids.

    A task can run more than once: it is tried again after an error, and after its
    worker has died. It has to be idempotent.

    Args:
        timeout: The seconds after which an attempt fails.
        attempts: How often to try before the task is moved to the dead tasks.
        cron: When the scheduler enqueues the task, in UTC, such as "0 3 * * *".
    """
    return async_shared_broker.task(
        timeout=timeout,
        attempts=attempts,
        schedule=[{"cron": cron}] if cron else [],
    )


def current_app(context: Annotated[Context, TaskiqDepends()]) -> FastAPI:
    """Return the application that runs a task. A dependency of tasks."""
    app: FastAPI = context.state.app
    return app
