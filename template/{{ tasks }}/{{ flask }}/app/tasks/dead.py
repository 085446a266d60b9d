"""Dead tasks: those that failed too often. They are kept for seven days."""

from datetime import UTC, datetime
from typing import NamedTuple, cast

from dramatiq import Message
from dramatiq.brokers.redis import RedisBroker

from app.tasks.queue import NAME, Queue


class DeadTask(NamedTuple):
    """A message, and its key in the queue."""

    key: bytes
    message: Message[None]

    @property
    def died_at(self) -> datetime:
        message = self.message
        died_at = message.options.get("requeue_timestamp", message.message_timestamp)
        return datetime.fromtimestamp(died_at / 1000, UTC)

    @property
    def error(self) -> str:
        """The last line of the traceback."""
        traceback = str(self.message.options.get("traceback", ""))
        return traceback.strip().rpartition("\n")[2]


def list_dead(queue: Queue) -> list[DeadTask]:
    """Find the dead tasks, oldest first."""
    broker = queue.require_broker()
    messages = cast(
        "dict[bytes, bytes]", broker.client.hgetall(f"{dead_key(broker)}.msgs")
    )
    found = [DeadTask(key, Message.decode(data)) for key, data in messages.items()]
    return sorted(found, key=lambda task: task.died_at)


def retry(queue: Queue, dead: DeadTask) -> None:
    """Enqueue a dead task again, with all its retries."""
    request_id = dead.message.options.get("request_id", "")
    fields = {**dead.message.asdict(), "queue_name": NAME}
    queue.put(Message(**{**fields, "options": {"request_id": request_id}}))
    broker = queue.require_broker()
    broker.client.zrem(dead_key(broker), dead.key)
    broker.client.hdel(f"{dead_key(broker)}.msgs", dead.key)


def dead_key(broker: RedisBroker) -> str:
    """Return the key of the IDs of dead tasks; with `.msgs`, that of the messages."""
    return f"{broker.namespace}:{NAME}.XQ"
