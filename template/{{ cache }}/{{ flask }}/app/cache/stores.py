"""Where cached values are kept: on the server, or in the memory of the process."""

import time
from collections.abc import Iterable, Mapping
from threading import Lock

from app.cache.server import CacheDownError, CacheServer

MAX_ENTRIES = 10_000


class ServerStore:
    """Values on the server, under keys that begin with the prefix of the service."""

    def __init__(self, server: CacheServer, prefix: str) -> None:
        self.server = server
        self.prefix = prefix

    def path(self, key: str) -> str:
        return f"{self.prefix}:{key}"

    def get_many(self, keys: Iterable[str], /) -> Mapping[str, str]:
        paths = {self.path(key): key for key in keys}
        try:
            values = self.server.call(lambda client: client.mget(list(paths)))
        except CacheDownError:
            return {}
        return {
            key: str(value)
            for key, value in zip(paths.values(), values, strict=True)
            if value is not None
        }

    def add(self, key: str, value: str, seconds: int, /) -> bool:
        try:
            return bool(
                self.server.call(
                    lambda client: client.set(
                        self.path(key), value, ex=seconds, nx=True
                    )
                )
            )
        except CacheDownError:
            return True

    def set(self, key: str, value: str, seconds: int, /) -> None:
        path = self.path(key)
        try:
            self.server.call(
                lambda client: client.set(path, value, ex=seconds), changes=[path]
            )
        except CacheDownError:
            return

    def delete(self, key: str, /) -> None:
        path = self.path(key)
        try:
            self.server.call(lambda client: client.delete(path), changes=[path])
        except CacheDownError:
            return


class MemoryStore:
    """Values in memory. Above MAX_ENTRIES, the oldest is dropped."""

    def __init__(self) -> None:
        self.entries: dict[str, tuple[str, float]] = {}  # with the time of their end
        self.lock = Lock()

    def get_many(self, keys: Iterable[str], /) -> Mapping[str, str]:
        now = time.monotonic()
        found = {key: self.entries.get(key, ("", now)) for key in keys}
        return {key: value for key, (value, end) in found.items() if end > now}

    def add(self, key: str, value: str, seconds: int, /) -> bool:
        now = time.monotonic()
        with self.lock:
            _, end = self.entries.get(key, ("", now))
            if end > now:
                return False
            self.store(key, value, now + seconds)
        return True

    def set(self, key: str, value: str, seconds: int, /) -> None:
        with self.lock:
            self.store(key, value, time.monotonic() + seconds)

    def delete(self, key: str, /) -> None:
        with self.lock:
            self.entries.pop(key, None)

    def clear(self) -> None:
        with self.lock:
            self.entries.clear()

    def store(self, key: str, value: str, end: float) -> None:
        self.entries.pop(key, None)
        if len(self.entries) >= MAX_ENTRIES:
            del self.entries[next(iter(self.entries))]
        self.entries[key] = value, end
