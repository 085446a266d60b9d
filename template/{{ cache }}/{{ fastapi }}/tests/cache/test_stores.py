"""Where cached values are kept."""

import time

import pytest

from app.cache import stores
from app.cache.stores import MemoryStore, ServerStore
from tests.cache.fakes import fake_server


@pytest.fixture(params=["memory", "server"])
def store(request: pytest.FixtureRequest) -> MemoryStore | ServerStore:
    if request.param == "memory":
        return MemoryStore()
    server, _ = fake_server()
    return ServerStore(server, "service")


async def test_store_keeps_values(store: MemoryStore | ServerStore) -> None:
    await store.set("a", "1", 60)
    assert await store.add("b", "2", 60)
    assert not await store.add("b", "3", 60)
    await store.set("c", "3", 60)
    await store.delete("c")

    assert await store.get_many(["a", "b", "c"]) == {"a": "1", "b": "2"}


async def test_value_in_memory_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    store = MemoryStore()
    await store.set("a", "1", 60)

    now += 60

    assert await store.get_many(["a"]) == {}
    assert await store.add("a", "2", 60)


async def test_values_in_memory_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "MAX_ENTRIES", 2)
    store = MemoryStore()

    for key in ("a", "b", "c"):
        await store.set(key, "value", 60)

    assert list(store.entries) == ["b", "c"]


async def test_keys_on_the_server_begin_with_the_prefix() -> None:
    server, client = fake_server()

    await ServerStore(server, "service").set("key", "value", 60)

    assert client.values == {"service:key": "value"}


async def test_nothing_is_kept_while_the_server_is_down() -> None:
    server, client = fake_server()
    store = ServerStore(server, "service")
    await store.set("a", "old", 60)
    client.is_down = True

    assert await store.get_many(["a"]) == {}
    assert await store.add("a", "new", 60)
    await store.set("a", "new", 60)
    await store.delete("b")

    client.is_down = False
    await server.check()
    assert await store.get_many(["a"]) == {}
