"""Spans of SQL statements."""

from types import SimpleNamespace
from typing import Any

import pytest
from opentelemetry.trace import StatusCode
from tortoise.backends.base.client import BaseDBAsyncClient

from app.telemetry import spans, statements
from tests.spans import record


async def test_statement_has_a_span_without_its_values(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recorded = record(spans, monkeypatch)
    client: Any = SimpleNamespace(capabilities=SimpleNamespace(dialect="sqlite"))

    @statements.traced
    async def execute(_: object, __: str, values: list[str]) -> list[str]:
        return [values[0]]

    assert await execute(client, "SELECT ?", ["secret"]) == ["secret"]
    with pytest.raises(IndexError):
        await execute(client, "SELECT ?", [])

    statement, failed = recorded.get_finished_spans()
    assert statement.name == "SELECT"
    assert statement.attributes == {
        "db.system.name": "sqlite",
        "db.operation.name": "SELECT",
        "db.query.text": "SELECT ?",
    }
    assert failed.status.status_code is StatusCode.ERROR


def test_clients_are_wrapped(monkeypatch: pytest.MonkeyPatch) -> None:
    methods = [
        (client, name, vars(client)[name])
        for client in statements.clients(BaseDBAsyncClient)
        for name in statements.METHODS
        if hasattr(vars(client).get(name), "__wrapped__")
    ]
    for client, name, method in methods:
        monkeypatch.setattr(client, name, method)  # which is undone at the end

    statements.trace_statements()

    assert methods
    for client, name, method in methods:
        assert vars(client)[name].__wrapped__ is method
