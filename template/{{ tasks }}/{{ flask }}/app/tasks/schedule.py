"""The scheduler: enqueues tasks that have a schedule when they are due."""

from contextlib import suppress
from datetime import UTC, datetime
from threading import Event

import structlog
from redis import RedisError
from redis.exceptions import LockError

from app import heartbeat
from app.tasks.declaration import TASKS, Task
from app.tasks.queue import Queue, QueueFullError, messages_key

# A scheduler that dies while it holds a lock keeps others from it for so long.
LOCK_SECONDS = 10

log = structlog.get_logger()


def schedule(queue: Queue, stopping: Event) -> None:
    """Enqueue due tasks every second until `stopping` is set."""
    tasks = [task for task in TASKS.values() if task.cron is not None]
    log.info("schedule.started", tasks=[task.name for task in tasks])
    while not stopping.wait(1):
        for task in tasks:
            try:
                enqueue_if_due(queue, task, datetime.now(UTC))
            except (RedisError, QueueFullError) as error:
                log.warning("schedule.failed", task=task.name, reason=str(error))
        heartbeat.beat()


def enqueue_if_due(queue: Queue, task: Task[[]], now: datetime) -> None:
    """Enqueue a task once for each time that it is due.

    This holds for any number of schedulers. A time that none was running for is made up
    for, but a task that still waits is not enqueued again.
    """
    broker = queue.require_broker()
    client = broker.client
    key = f"{broker.namespace}:schedule:{task.name}"
    due = task.last_due(now).timestamp()
    lock = client.lock(f"{key}:lock", timeout=LOCK_SECONDS, blocking=False)
    with suppress(LockError), lock:  # else another scheduler is at it
        last = client.hget(key, "due")
        if last is None:  # a new schedule begins with its next time
            client.hset(key, "due", due)
        elif float(last) < due:
            enqueued = client.hget(key, "message") or ""
            if not client.hexists(messages_key(broker), enqueued):
                sent = queue.put(task.message())
                client.hset(key, "message", sent.options["redis_message_id"])
                log.info("schedule.enqueued", task=task.name, task_id=sent.message_id)
            client.hset(key, "due", due)
