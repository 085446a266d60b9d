"""Spans of the statements that Peewee executes."""

from typing import Any

from peewee import Database, MySQLDatabase, PostgresqlDatabase

from app.telemetry.spans import fail_span, start_span

execute_sql = Database.execute_sql


def trace_statements() -> None:
    Database.execute_sql = trace_statement  # type: ignore[method-assign]


def trace_statement(database: Database, sql: str, params: Any = None) -> Any:
    span = start_span(system_of(database), sql)
    try:
        return execute_sql(database, sql, params)  # type: ignore[no-untyped-call]
    except Exception as error:
        fail_span(span, error)
        raise
    finally:
        span.end()


def system_of(database: Database) -> str:
    if isinstance(database, PostgresqlDatabase):
        return "postgresql"
    return "mysql" if isinstance(database, MySQLDatabase) else "sqlite"
