"""Spans of SQL statements."""

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.dispatch import Signal
from opentelemetry.trace import StatusCode

from app.telemetry import spans, statements
from tests.spans import record


@pytest.mark.django_db
def test_statement_has_a_span_without_its_values(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recorded = record(spans, monkeypatch)

    with (
        connection.cursor() as cursor,
        connection.execute_wrapper(statements.trace_statement),
    ):
        cursor.execute("SELECT %s", ["secret"])
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("SELECT * FROM nowhere")

    found = {
        (span.attributes or {})["db.query.text"]: span
        for span in recorded.get_finished_spans()
    }
    statement = found["SELECT %s"]
    assert statement.name == "SELECT"
    assert statement.attributes == {
        "db.system.name": connection.vendor,
        "db.operation.name": "SELECT",
        "db.query.text": "SELECT %s",
    }
    failed = found["SELECT * FROM nowhere"]
    assert failed.status.status_code is StatusCode.ERROR


def test_new_connections_are_traced(monkeypatch: pytest.MonkeyPatch) -> None:
    created = Signal()
    monkeypatch.setattr(statements, "connection_created", created)
    default = connections["default"]
    monkeypatch.setattr(default, "execute_wrappers", [])
    statements.trace_statements()

    for _ in range(2):  # it reconnects
        created.send(type(default), connection=default)

    assert default.execute_wrappers == [statements.trace_statement]
