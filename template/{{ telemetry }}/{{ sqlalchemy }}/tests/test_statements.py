"""Spans of SQL statements."""

from collections.abc import Callable
from functools import partial

import pytest
from opentelemetry.trace import StatusCode
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from app.telemetry import spans, statements
from tests.spans import record

LISTENERS: dict[str, Callable[..., None]] = {
    "before_cursor_execute": statements.before_execute,
    "after_cursor_execute": statements.after_execute,
    "handle_error": statements.handle_error,
}


def test_statement_has_a_span_without_its_values(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    recorded = record(spans, monkeypatch)
    statements.trace_statements()
    for name, listener in LISTENERS.items():
        request.addfinalizer(partial(event.remove, Engine, name, listener))

    with create_engine("sqlite://").connect() as connection:
        connection.execute(text("SELECT :value"), {"value": "secret"})
        with pytest.raises(OperationalError):
            connection.execute(text("SELECT * FROM nowhere"))

    statement, failed = recorded.get_finished_spans()
    assert statement.name == "SELECT"
    assert statement.attributes == {
        "db.system.name": "sqlite",
        "db.operation.name": "SELECT",
        "db.query.text": "SELECT ?",
    }
    assert failed.status.status_code is StatusCode.ERROR
    assert not statements.open_spans
