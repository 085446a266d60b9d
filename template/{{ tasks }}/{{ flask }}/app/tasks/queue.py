"""The queue of an application, in Valkey or Redis."""

from collections.abc import Callable
from functools import partial

import structlog
from dramatiq import Message
from dramatiq.brokers.redis import RedisBroker
from flask import Flask, current_app
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from app import background
from app.config import Settings
from app.errors import DegradedError
from app.tasks.context import task_context
from app.tasks.signals import task_enqueued

NAME = "default"
MAX_WAITING = 100_000
# A request doesn't wait longer for a silent broker.
TIMEOUT_SECONDS = 0.5
# After so long without a sign of a worker, others run again what it was running.
HEARTBEAT_SECONDS = 30

log = structlog.get_logger()


class QueueFullError(Exception):
    """MAX_WAITING tasks wait already."""


class Queue:
    """Takes tasks of an application for its workers.

    Without BROKER_URL, they run in the background of this process.
    """

    def __init__(self, settings: Settings) -> None:
        self.broker = None
        if settings.broker_url is not None:
            self.broker = connect(settings, timeout=TIMEOUT_SECONDS)

    def send(self, message: Message[None], function: Callable[..., None]) -> None:
        """Enqueue a task, or run it in this process if the broker is unavailable.

        Raises:
            TypeError: An argument is not JSON.
        """
        message = Message.decode(message.encode())  # the arguments that a worker gets
        if self.broker is not None:
            try:
                self.put(message)
            except (RedisError, QueueFullError) as error:
                log.warning(
                    "task.not_queued", task=message.actor_name, reason=str(error)
                )
            else:
                return
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        background.submit(partial(run, app, message, function))

    def put(self, message: Message[None]) -> Message[None]:
        """Enqueue a task for a worker.

        Raises:
            QueueFullError: Too many tasks wait.
            RedisError: The broker is unavailable.
        """
        broker = self.require_broker()
        if broker.client.hlen(messages_key(broker)) >= MAX_WAITING:
            raise QueueFullError(f"{MAX_WAITING} tasks are waiting")
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        task_enqueued.send(app, message=message)
        return broker.enqueue(message)

    def require_broker(self) -> RedisBroker:
        """Return the broker.

        Raises:
            SystemExit: There is none.
        """
        if self.broker is None:
            raise SystemExit(
                "Set BROKER_URL to use a worker. "
                "Without it, each process runs the tasks that it enqueues."
            )
        return self.broker


def connect(settings: Settings, *, timeout: float | None) -> RedisBroker:
    """Connect to the server of BROKER_URL when it is first used."""
    if settings.broker_url is None:
        raise ValueError("BROKER_URL is not set")
    client = Redis.from_url(
        settings.broker_url.get_secret_value(),
        socket_connect_timeout=TIMEOUT_SECONDS,
        socket_timeout=timeout,
        socket_keepalive=True,
        # A second attempt could enqueue or fetch a task twice.
        retry=Retry(NoBackoff(), 0),
    )
    return RedisBroker(  # type: ignore[no-untyped-call]
        client=client,
        middleware=[],
        namespace=f"{settings.broker_prefix}:tasks",
        heartbeat_timeout=HEARTBEAT_SECONDS * 1000,
        # Look for dead workers whenever a worker asks for tasks.
        maintenance_chance=1_000_000,
    )


def messages_key(broker: RedisBroker) -> str:
    """Return the hash of the tasks that wait or run, by ID."""
    return f"{broker.namespace}:{NAME}.msgs"


def run(app: Flask, message: Message[None], function: Callable[..., None]) -> None:
    with task_context(app):
        function(*message.args, **message.kwargs)


def current_queue() -> Queue:
    queue: Queue = current_app.extensions["tasks"]
    return queue


def check_broker() -> None:
    """Check that tasks can be enqueued.

    Raises:
        DegradedError: They run in the processes that enqueue them.
    """
    broker = current_queue().broker
    try:
        if broker is not None:
            broker.client.ping()
    except RedisError as error:
        raise DegradedError("The broker is unavailable.") from error
