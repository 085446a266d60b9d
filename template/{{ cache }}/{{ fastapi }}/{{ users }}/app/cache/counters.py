"""Counters of limits that all processes share."""

import time

from app.cache.server import CacheDownError, CacheServer
from app.limits import Counters

# The window of a counter begins with the first event. An empty counter is deleted: an
# attempt that is given back after its window must not leave one below zero.
COUNT = """
local count = redis.call('INCRBY', KEYS[1], ARGV[1])
if count <= 0 then
    redis.call('DEL', KEYS[1])
elseif redis.call('TTL', KEYS[1]) < 0 then
    redis.call('EXPIRE', KEYS[1], ARGV[2])
end
return count
"""


class SharedCounters(Counters):
    """Counters on the server of the cache, and in memory while that is down."""

    def __init__(self, server: CacheServer, prefix: str) -> None:
        super().__init__()
        self.server = server
        self.prefix = prefix
        self.count = server.client.register_script(COUNT)

    def path(self, key: str) -> str:
        return f"{self.prefix}:limits:{key}"

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        try:
            count = await self.server.call(
                lambda _: self.count([self.path(key)], [amount, int(expiry)])
            )
        except CacheDownError:
            return await super().incr(key, expiry, amount)
        return int(count)

    async def get(self, key: str) -> int:
        try:
            count = await self.server.call(lambda client: client.get(self.path(key)))
        except CacheDownError:
            return await super().get(key)
        return int(count or 0)

    async def get_expiry(self, key: str) -> float:
        try:
            seconds = await self.server.call(lambda client: client.ttl(self.path(key)))
        except CacheDownError:
            return await super().get_expiry(key)
        return time.time() + max(0, seconds)

    async def clear(self, key: str) -> None:
        path = self.path(key)
        await super().clear(key)
        try:
            await self.server.call(lambda client: client.delete(path), changes=[path])
        except CacheDownError:
            return
