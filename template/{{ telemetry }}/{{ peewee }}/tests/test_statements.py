"""Spans of SQL statements."""

import pytest
from opentelemetry.trace import StatusCode
from peewee import (
    Database,
    MySQLDatabase,
    OperationalError,
    PostgresqlDatabase,
    SqliteDatabase,
)

from app.telemetry import spans, statements
from tests.spans import record


def test_statement_has_a_span_without_its_values(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recorded = record(spans, monkeypatch)
    monkeypatch.setattr(Database, "execute_sql", Database.execute_sql)
    statements.trace_statements()
    database = SqliteDatabase(":memory:")

    database.execute_sql("SELECT ?", ("secret",))
    with pytest.raises(OperationalError):
        database.execute_sql("SELECT * FROM nowhere")
    database.close()

    statement, failed = recorded.get_finished_spans()
    assert statement.name == "SELECT"
    assert statement.attributes == {
        "db.system.name": "sqlite",
        "db.operation.name": "SELECT",
        "db.query.text": "SELECT ?",
    }
    assert failed.status.status_code is StatusCode.ERROR


@pytest.mark.parametrize(
    ("database", "system"),
    [
        (SqliteDatabase(None), "sqlite"),
        (PostgresqlDatabase(None), "postgresql"),
        (MySQLDatabase(None), "mysql"),
    ],
)
def test_system_is_named(database: Database, system: str) -> None:
    assert statements.system_of(database) == system
