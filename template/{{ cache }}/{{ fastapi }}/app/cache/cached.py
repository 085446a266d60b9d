"""Typed values that are kept in the cache, and computed by one caller at a time."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Generic, Protocol, TypeVar

from pydantic import TypeAdapter, ValidationError

# While a caller computes a value, others wait for it. Another one tries after
# LOCK_SECONDS, and each after WAIT_SECONDS.
LOCK_SECONDS = 2
WAIT_SECONDS = 10
POLL_SECONDS = 0.02

T = TypeVar("T")


class Store(Protocol):
    """Keeps texts. While it is down, it finds nothing, and `add` returns true."""

    async def get_many(self, keys: Iterable[str], /) -> Mapping[str, str]: ...

    async def add(self, key: str, value: str, seconds: int, /) -> bool: ...

    async def set(self, key: str, value: str, seconds: int, /) -> None: ...

    async def delete(self, key: str, /) -> object: ...


@dataclass(frozen=True)
class Found(Generic[T]):
    value: T


@dataclass(frozen=True)
class Cached(Generic[T]):
    """A value that is kept as JSON for some seconds, or one for each `key`.

    A kept value that doesn't fit the type is computed again. Raise the version if its
    meaning changes and the type stays.
    """

    name: str
    type: TypeAdapter[T]
    seconds: int
    version: int = 1

    async def get(
        self, store: Store, compute: Callable[[], Awaitable[T]], *, key: object = ""
    ) -> T:
        """Return the value. If it isn't kept, compute and keep it.

        Read all that the value depends on in `compute`. What the caller has read before
        may already be out of date.
        """
        path = self.path(key)
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            generation, found = await self.find(store, path)
            if found is not None:
                return found.value
            lock = f"{path}:{generation}"
            if await store.add(lock, "", min(LOCK_SECONDS, self.seconds)):
                try:
                    value = await compute()
                except BaseException:
                    await store.delete(lock)
                    raise
                json = self.type.dump_json(value).decode()
                await store.set(path, f"{generation} {json}", self.seconds)
                return value
            await asyncio.sleep(POLL_SECONDS)
        return await compute()

    async def invalidate(self, store: Store, *, key: object = "") -> None:
        """Forget the value after the commit of what it depends on.

        Callers that are computing it meanwhile don't keep what they have read before.
        """
        generation = f"{self.path(key)}:generation"
        await store.set(generation, token_hex(8), self.seconds)

    def path(self, key: object) -> str:
        return f"{self.name}:{self.version}:{key}"

    async def find(self, store: Store, path: str) -> tuple[str, Found[T] | None]:
        """Find the value. It belongs to a generation, which `invalidate` changes."""
        current = f"{path}:generation"
        texts = await store.get_many([current, path])
        generation = texts.get(current)
        if generation is None:
            generation = token_hex(8)
            if not await store.add(current, generation, self.seconds):
                return await self.find(store, path)
        kept, _, json = texts.get(path, "").partition(" ")
        if kept != generation:
            return generation, None
        try:
            return generation, Found(self.type.validate_json(json))
        except ValidationError:
            return generation, None
