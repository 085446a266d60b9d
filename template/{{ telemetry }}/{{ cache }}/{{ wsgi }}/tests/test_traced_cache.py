"""Spans of commands of the cache."""

from typing import Any

import pytest
from opentelemetry.trace import StatusCode
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from app.telemetry import traced_cache
from tests.spans import record


def test_command_has_a_span_without_its_arguments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recorded = record(traced_cache, monkeypatch)
    monkeypatch.setattr(Redis, "execute_command", None)
    traced_cache.trace_cache()

    def execute(_: Any, __: str, key: str) -> str:
        if key == "down":
            raise RedisConnectionError
        return "value"

    monkeypatch.setattr(traced_cache, "execute", execute)
    client: Any = object()
    assert traced_cache.client_class.execute_command(client, "GET", "secret") == "value"
    with pytest.raises(RedisConnectionError):
        traced_cache.client_class.execute_command(client, "GET", "down")

    span, failed = recorded.get_finished_spans()
    assert span.name == "GET"
    assert "secret" not in span.to_json()
    assert failed.status.status_code is StatusCode.ERROR
