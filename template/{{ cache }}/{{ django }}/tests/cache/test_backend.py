"""Django's cache on a server, which may be down."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.cache import cache
from pydantic import SecretStr
from pytest_django import Settings as DjangoSettings

from app.cache import check_cache, connect, get_server
from app.cache.server import CacheDownError, CacheServer
from app.config import Settings
from tests.cache.fakes import FakeClient

URL = "redis://127.0.0.1:1"  # nothing listens there


@pytest.fixture(autouse=True)
def server(settings: DjangoSettings) -> Iterator[CacheServer]:
    settings.CACHES = {
        "default": {
            "BACKEND": "app.cache.backend.ResilientCache",
            "LOCATION": [URL],
            "KEY_PREFIX": "service",
            "OPTIONS": {"serializer": "app.cache.backend.JSONSerializer"},
        }
    }
    yield connect(URL)
    connect.cache_clear()


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> FakeClient:
    """A server that answers, which Django's backend uses."""
    client = FakeClient()
    monkeypatch.setattr("redis.Redis", lambda connection_pool: client)
    return client


def test_values_are_json(client: FakeClient) -> None:
    cache.set("key", {"numbers": [1, 2]}, 60)

    assert client.values == {"service:1:key": '{"numbers": [1, 2]}'}
    assert cache.get("key") == {"numbers": [1, 2]}


def test_values_are_never_pickled(client: FakeClient) -> None:
    with pytest.raises(TypeError, match="not JSON serializable"):
        cache.set("key", object(), 60)


def test_cache_that_is_down_finds_nothing() -> None:
    cache.set("a", 1, 60)
    assert cache.get("a", "default") == "default"
    assert cache.get_many(["a"]) == {}
    assert not cache.has_key("a")
    assert cache.add("a", 1, 60)
    assert not cache.touch("a", 60)
    assert cache.set_many({"a": 1}, 60) == ["a"]
    assert not cache.delete("a")
    cache.delete_many(["a"])
    cache.clear()
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")


@pytest.mark.parametrize(
    "change",
    [
        lambda: cache.set("a", 1, 60),
        lambda: cache.set_many({"a": 1}, 60),
        lambda: cache.delete("a"),
        lambda: cache.delete_many(["a"]),
    ],
)
def test_changes_that_the_server_misses_are_remembered(
    server: CacheServer, change: Any
) -> None:
    change()

    assert list(server.missed) == ["service:1:a"]


@pytest.mark.django_db
def test_sessions_survive_an_outage() -> None:
    session = SessionStore()
    session["name"] = "Ada"
    session.save()

    assert SessionStore(session.session_key)["name"] == "Ada"


def test_service_is_degraded_without_its_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "app.cache.get_settings", lambda: Settings(cache_url=SecretStr(URL))
    )

    with pytest.raises(CacheDownError):
        check_cache()


def test_cache_in_memory_is_always_ready() -> None:
    assert get_server() is None
    check_cache()
