"""Django's cache on a Valkey or Redis server, which may be down."""

import json
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache

from app.cache import connect
from app.cache.server import CONNECTION, CacheDownError

T = TypeVar("T")


class JSONSerializer:
    """Writes values as JSON. To read what Django pickles would be to run it."""

    def dumps(self, value: object) -> str:
        return json.dumps(value)

    def loads(self, text: bytes) -> Any:
        return json.loads(text)


class ResilientCache(RedisCache):
    """Django's cache, but it raises no error while the server is down.

    It finds nothing then, and `add` returns true. Once the server is back, it deletes
    what would have been set or deleted meanwhile.
    """

    def __init__(self, urls: list[str], params: dict[str, Any]) -> None:
        options = {**CONNECTION, **params.get("OPTIONS", {})}
        super().__init__(urls, {**params, "OPTIONS": options})
        self.server = connect(urls[0])

    def guard(
        self,
        otherwise: T,
        method: Callable[..., T],
        *args: Any,
        changes: Iterable[Any] = (),
    ) -> T:
        """Call a method, and return the other value if the server is down."""
        try:
            return self.server.call(lambda _: method(*args), changes=changes)
        except CacheDownError:
            return otherwise

    def paths(self, keys: Iterable[Any], version: int | None) -> list[str]:
        return [self.make_key(key, version) for key in keys]

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self.guard(default, super().get, key, default, version)

    def get_many(
        self, keys: Iterable[Any], version: int | None = None
    ) -> dict[Any, Any]:
        return self.guard({}, super().get_many, keys, version)

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return self.guard(False, super().has_key, key, version)

    def add(
        self,
        key: Any,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        return self.guard(True, super().add, key, value, timeout, version)

    def touch(
        self,
        key: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        return self.guard(False, super().touch, key, timeout, version)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        count = self.guard(None, super().incr, key, delta, version)
        if count is None:
            raise ValueError(f"The cache is down, so {key!r} is not found.")
        return count

    def set(
        self,
        key: Any,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        changes = self.paths([key], version)
        self.guard(None, super().set, key, value, timeout, version, changes=changes)

    def set_many(
        self,
        data: dict[Any, Any],
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> list[Any]:
        changes = self.paths(data, version)
        return self.guard(
            list(data), super().set_many, data, timeout, version, changes=changes
        )

    def delete(self, key: Any, version: int | None = None) -> bool:
        changes = self.paths([key], version)
        return self.guard(False, super().delete, key, version, changes=changes)

    def delete_many(self, keys: Iterable[Any], version: int | None = None) -> None:
        keys = list(keys)
        changes = self.paths(keys, version)
        self.guard(None, super().delete_many, keys, version, changes=changes)

    def clear(self) -> None:
        self.guard(None, super().clear)
