"""The task queue: a stream of Valkey or Redis from which no task is lost."""

import asyncio
import os
import socket
import time
from collections.abc import AsyncGenerator
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError
from taskiq import AckableMessage, AsyncBroker, BrokerMessage

GROUP = "workers"
# A worker that has not renewed its hold on a task for this long has died.
IDLE_SECONDS = 15
# A task that has ended this many workers is not tried again.
MAX_DELIVERIES = 20
MAX_QUEUED = 100_000
MAX_DEAD = 10_000
FINISH_ATTEMPTS = 30

ENQUEUE = """
if redis.call('XLEN', KEYS[1]) >= tonumber(ARGV[2]) then return false end
return redis.call('XADD', KEYS[1], '*', 'task', ARGV[1])
"""
ENQUEUE_DUE = """
for _, task in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], 0, ARGV[1])) do
    redis.call('ZREM', KEYS[1], task)
    redis.call('XADD', KEYS[2], '*', 'task', task)
end
"""

Entries = list[tuple[bytes, dict[bytes, bytes]]]

log = structlog.get_logger()


class QueueFullError(Exception):
    """The queue holds `MAX_QUEUED` tasks."""


class DeadTask(NamedTuple):
    """A task that failed too often, and its last error."""

    id: str
    message: bytes
    error: str


def connect(url: str) -> Redis:
    """Return a client, which waits two seconds at most for a server."""
    return Redis.from_url(
        url,
        socket_timeout=1,
        socket_connect_timeout=1,
        retry=Retry(NoBackoff(), 1),
    )


class StreamBroker(AsyncBroker):
    """A queue that gives each task to one worker, until a worker has finished it.

    Workers renew their hold on the tasks that they run. If one dies, another takes its
    tasks after `IDLE_SECONDS`, so a task may run more than once.

    Args:
        namespace: What the keys begin with, so that services can share a server.
    """

    def __init__(self, redis: Redis, namespace: str) -> None:
        super().__init__()
        self.namespace = namespace
        self.queue = f"{namespace}:queue"
        self.delayed = f"{namespace}:delayed"
        self.dead = f"{namespace}:dead"
        # Responses have types for all versions of the protocol at once.
        self.redis: Any = redis
        self.enqueue = self.redis.register_script(ENQUEUE)
        self.enqueue_due = self.redis.register_script(ENQUEUE_DUE)
        self.worker = f"{socket.gethostname()}-{os.getpid()}"
        self.held: set[bytes] = set()
        self.next_upkeep = 0.0

    async def shutdown(self) -> None:
        await super().shutdown()
        await self.redis.aclose()

    async def kick(self, message: BrokerMessage) -> None:
        """Add a task to the queue.

        Raises:
            QueueFullError: The queue is full.
            RedisError: The server doesn't respond.
        """
        added = await self.enqueue(
            keys=[self.queue], args=[message.message, MAX_QUEUED]
        )
        if added is None:
            raise QueueFullError

    async def kick_later(self, message: BrokerMessage, seconds: float) -> None:
        await self.redis.zadd(self.delayed, {message.message: time.time() + seconds})

    async def length(self) -> int:
        """Count the tasks that are queued, running or waiting for a retry."""
        length: int = await self.redis.xlen(self.queue) + await self.redis.zcard(
            self.delayed
        )
        return length

    async def listen(self) -> AsyncGenerator[AckableMessage]:
        """Take tasks, also while the server is restarted."""
        while True:
            try:
                entries = await self.take()
            except RedisError as error:
                log.warning("broker.unavailable", cause=str(error))
                self.next_upkeep = 0.0
                await asyncio.sleep(1)
                continue
            for entry, fields in entries:
                finish = partial(self.finish, entry)
                yield AckableMessage(data=fields[b"task"], ack=finish)

    async def take(self) -> Entries:
        """Take the next task or, once a second, those of workers that have died."""
        entries: Entries = []
        if time.monotonic() >= self.next_upkeep:
            await self.create_group()
            self.next_upkeep = time.monotonic() + 1
            await self.enqueue_due(keys=[self.delayed, self.queue], args=[time.time()])
            entries = await self.take_abandoned()
        if not entries:
            streams = await self.redis.xreadgroup(
                GROUP, self.worker, {self.queue: ">"}, count=1, block=500
            )
            entries = streams[0][1] if streams else []
        self.held.update(entry for entry, _ in entries)
        return entries

    async def create_group(self) -> None:
        """Create the stream and the group of workers, unless they exist."""
        with suppress(ResponseError):
            await self.redis.xgroup_create(self.queue, GROUP, id="0", mkstream=True)

    async def take_abandoned(self) -> Entries:
        """Take tasks of workers that have died."""
        idle = IDLE_SECONDS * 1000
        pending = await self.redis.xpending_range(
            self.queue, GROUP, min="-", max="+", count=10, idle=idle
        )
        if not pending:
            return []
        taken: Entries = await self.redis.xclaim(
            self.queue,
            GROUP,
            self.worker,
            idle,
            [each["message_id"] for each in pending],
        )
        deliveries = {each["message_id"]: each["times_delivered"] for each in pending}
        fatal = [each for each in taken if deliveries[each[0]] >= MAX_DELIVERIES]
        for entry, fields in fatal:
            await self.bury(fields[b"task"], "Every worker that ran this task died.")
            await self.finish(entry)
        return [each for each in taken if each not in fatal]

    async def hold(self) -> None:
        """Keep other workers from taking the running tasks, until cancelled."""
        while True:
            await asyncio.sleep(IDLE_SECONDS / 5)
            if self.held:
                with suppress(RedisError):
                    await self.redis.xclaim(
                        self.queue, GROUP, self.worker, 0, list(self.held), justid=True
                    )

    async def finish(self, entry: bytes) -> None:
        """Remove a task. If the server is down for long, the task runs again."""
        for _ in range(FINISH_ATTEMPTS):
            with suppress(RedisError):
                async with self.redis.pipeline() as pipe:
                    pipe.xack(self.queue, GROUP, entry)
                    pipe.xdel(self.queue, entry)
                    await pipe.execute()
                break
            await asyncio.sleep(1)
        self.held.discard(entry)

    async def bury(self, message: bytes, error: str) -> None:
        """Keep a task that failed too often, for `list_dead` and `retry_dead`."""
        fields = {"task": message, "error": error}
        await self.redis.xadd(self.dead, fields, maxlen=MAX_DEAD, approximate=True)

    async def list_dead(self, first: str = "-", last: str = "+") -> list[DeadTask]:
        return [
            DeadTask(entry.decode(), fields[b"task"], fields[b"error"].decode())
            for entry, fields in await self.redis.xrange(self.dead, first, last)
        ]

    async def remove_dead(self, dead: DeadTask) -> None:
        await self.redis.xdel(self.dead, dead.id)
