"""A server of the cache that keeps its values in memory, and can be down."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RefusedError

from app.cache.server import CacheServer


class FakeClient:
    """The commands that the service uses. `calls` counts those that were sent."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.is_down = False
        self.calls = 0

    def send(self) -> None:
        self.calls += 1
        if self.is_down:
            raise RefusedError("refused")

    async def ping(self) -> bool:
        self.send()
        return True

    async def get(self, key: str) -> str | None:
        self.send()
        return self.values.get(key)

    async def mget(self, keys: list[str]) -> list[str | None]:
        self.send()
        return [self.values.get(key) for key in keys]

    async def set(self, key: str, value: str, ex: int, nx: bool = False) -> bool:
        self.send()
        if nx and key in self.values:
            return False
        self.values[key] = value
        return True

    async def delete(self, *keys: str) -> int:
        self.send()
        return sum(self.values.pop(key, None) is not None for key in keys)

    async def ttl(self, key: str) -> int:
        self.send()
        return 60 if key in self.values else -2

    def register_script(self, script: str) -> Callable[..., Awaitable[int]]:
        """Return what the only script of the service does: it counts."""

        async def count(keys: list[str], args: list[int]) -> int:
            self.send()
            number = int(self.values.get(keys[0], 0)) + args[0]
            self.values[keys[0]] = str(number)
            return number

        return count


def fake_server() -> tuple[CacheServer, FakeClient]:
    server, client = CacheServer("redis://cache.example.com"), FakeClient()
    server.client = cast(Redis, client)
    return server, client


def send_get(server: CacheServer) -> Any:
    return server.call(lambda client: client.get("key"))
