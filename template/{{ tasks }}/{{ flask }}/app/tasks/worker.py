"""The worker: runs the tasks of the queue in threads."""

import logging
import os
import time
from contextvars import ContextVar
from functools import partial
from threading import Event, Thread
from typing import Any

import dramatiq
import structlog
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import Middleware, Retries, TimeLimit
from flask import Flask

from app import heartbeat, log
from app.config import Settings
from app.tasks.context import task_context
from app.tasks.declaration import TASKS, Task
from app.tasks.queue import connect
from app.tasks.signals import task_finished, task_started, worker_started

THREADS = 8
MIN_BACKOFF_SECONDS = 5
MAX_BACKOFF_SECONDS = 60 * 60
# The part of SHUTDOWN_SECONDS that is left for the process to exit.
EXIT_SECONDS = 2

started_at: ContextVar[float] = ContextVar("started_at")
logger = structlog.get_logger()


class TaskLog(Middleware):
    """Log each task, with the ID of the request that enqueued it."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def before_process_message(
        self, broker: dramatiq.Broker, message: dramatiq.MessageProxy
    ) -> None:
        log.bind_request_id(message.options.get("request_id", ""))
        structlog.contextvars.bind_contextvars(
            task=message.actor_name, task_id=message.message_id
        )
        started_at.set(time.perf_counter())
        task_started.send(self.app, message=message)

    def after_process_message(
        self,
        broker: dramatiq.Broker,
        message: dramatiq.MessageProxy,
        *,
        result: Any = None,
        exception: BaseException | None = None,
    ) -> None:
        seconds = round(time.perf_counter() - started_at.get(), 3)
        outcome = (
            "done" if exception is None else "dead" if message.failed else "retried"
        )
        task_finished.send(self.app, message=message, outcome=outcome, seconds=seconds)
        if exception is None:
            logger.info("task.done", seconds=seconds)
        elif message.failed:
            logger.error("task.dead", seconds=seconds, exc_info=exception)
        else:
            logger.warning("task.retried", seconds=seconds, exc_info=exception)
        structlog.contextvars.clear_contextvars()


def create_broker(app: Flask, settings: Settings) -> RedisBroker:
    """Connect a worker to the queue, and declare all tasks."""
    # Without a timeout, since an answer that comes too late would hold tasks.
    broker = connect(settings, timeout=None)
    # The log comes first, so it runs last and knows whether the task is retried.
    broker.add_middleware(TaskLog(app))
    broker.add_middleware(TimeLimit())
    broker.add_middleware(
        Retries(
            min_backoff=MIN_BACKOFF_SECONDS * 1000,
            max_backoff=MAX_BACKOFF_SECONDS * 1000,
        )
    )
    for task in TASKS.values():
        declare = dramatiq.actor(
            actor_name=task.name,
            broker=broker,
            max_retries=task.max_retries,
            time_limit=task.time_limit_seconds * 1000,
        )
        declare(partial(run, app, task))
    return broker


def run(app: Flask, task: Task[...], *args: Any, **kwargs: Any) -> None:
    with task_context(app):
        task.function(*args, **kwargs)


def work(app: Flask, settings: Settings, stopping: Event) -> None:
    """Run tasks until `stopping` is set, then finish those that run.

    Raises:
        SystemExit: A thread has died. What it held runs again in another process.
    """
    # The log of each task is enough, unless a consumer can't reach the broker.
    logging.getLogger("dramatiq").setLevel(logging.CRITICAL)
    broker = create_broker(app, settings)
    worker = dramatiq.Worker(broker, worker_threads=THREADS)
    broker.emit_after("process_boot")
    worker_started.send(app)
    worker.start()
    logger.info("worker.started", threads=THREADS, pid=os.getpid())
    while not stopping.wait(1):
        threads = [*worker.workers, *worker.consumers.values()]
        if not all(thread.is_alive() for thread in threads):
            raise SystemExit("A thread of the worker has died.")
        heartbeat.beat()
    logger.info("worker.stopping")
    seconds = max(1, settings.shutdown_seconds - EXIT_SECONDS)
    # In a thread, since a silent broker would hold it up.
    end = Thread(target=worker.stop, args=(seconds * 1000,), daemon=True)
    end.start()
    end.join(seconds)
    logger.info("worker.stopped")
