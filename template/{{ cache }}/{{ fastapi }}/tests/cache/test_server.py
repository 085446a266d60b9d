"""The server of the cache while it is down, and when it is back."""

import time

import pytest
from structlog.testing import capture_logs

from app.cache import server as module
from app.cache.server import CacheDownError
from tests.cache.fakes import fake_server, send_get


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, as the only element."""
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


async def test_server_that_is_down_is_not_called_for_a_while(
    clock: list[float],
) -> None:
    server, client = fake_server()
    client.is_down = True

    for _ in range(3):
        with pytest.raises(CacheDownError):
            await send_get(server)
    assert client.calls == 1

    clock[0] += module.PAUSE_SECONDS
    for _ in range(3):
        with pytest.raises(CacheDownError):
            await send_get(server)
    assert client.calls == 2


async def test_server_is_used_again_after_a_while(clock: list[float]) -> None:
    server, client = fake_server()
    client.values["key"] = "value"
    client.is_down = True
    with pytest.raises(CacheDownError):
        await send_get(server)

    client.is_down = False
    clock[0] += module.PAUSE_SECONDS

    assert await send_get(server) == "value"


async def test_check_makes_the_service_use_the_server_again() -> None:
    server, client = fake_server()
    client.is_down = True
    with pytest.raises(CacheDownError):
        await server.check()

    client.is_down = False
    await server.check()

    assert await send_get(server) is None


async def test_outage_is_logged_once() -> None:
    server, client = fake_server()

    with capture_logs() as entries:
        client.is_down = True
        for _ in range(3):
            with pytest.raises(CacheDownError):
                await server.check()
        client.is_down = False
        for _ in range(3):
            await server.check()

    assert [entry["event"] for entry in entries] == ["cache.down", "cache.up"]


async def test_changes_that_the_server_missed_are_deleted() -> None:
    server, client = fake_server()
    client.values = {"changed": "old", "other": "value"}
    client.is_down = True
    with pytest.raises(CacheDownError):
        await server.call(lambda client: client.get("changed"), changes=["changed"])
    with pytest.raises(CacheDownError):
        await server.check()

    client.is_down = False
    await server.check()

    assert client.values == {"other": "value"}
    assert server.missed == {}


async def test_number_of_missed_changes_is_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MAX_MISSED", 2)
    server, client = fake_server()
    client.is_down = True

    for key in ("oldest", "older", "newest"):
        with pytest.raises(CacheDownError):
            await server.call(lambda client: client.ping(), changes=[key])

    assert list(server.missed) == ["older", "newest"]


async def test_connections_are_closed() -> None:
    server = module.CacheServer("redis://cache.example.com")

    await server.close()
