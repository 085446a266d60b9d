"""Spans of the statements that Django executes."""

from collections.abc import Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from app.telemetry.spans import fail_span, start_span


def trace_statements() -> None:
    connection_created.connect(add_wrapper)


def add_wrapper(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    if trace_statement not in connection.execute_wrappers:  # kept when it reconnects
        connection.execute_wrappers.append(trace_statement)


def trace_statement(
    execute: Callable[..., Any],
    sql: str,
    params: Any,
    many: bool,
    context: dict[str, Any],
) -> Any:
    span = start_span(context["connection"].vendor, sql)
    try:
        return execute(sql, params, many, context)
    except Exception as error:
        fail_span(span, error)
        raise
    finally:
        span.end()
