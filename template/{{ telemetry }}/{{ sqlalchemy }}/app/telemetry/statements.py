"""Spans of the statements that SQLAlchemy executes."""

from typing import Any
from weakref import WeakKeyDictionary

from opentelemetry.trace import Span
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, ExceptionContext, ExecutionContext

from app.telemetry.spans import fail_span, start_span

open_spans: WeakKeyDictionary[ExecutionContext, Span] = WeakKeyDictionary()


def trace_statements() -> None:
    event.listen(Engine, "before_cursor_execute", before_execute)
    event.listen(Engine, "after_cursor_execute", after_execute)
    event.listen(Engine, "handle_error", handle_error)


def before_execute(
    connection: Connection,
    _cursor: Any,
    statement: str,
    _parameters: Any,
    context: ExecutionContext,
    _executemany: bool,
) -> None:
    open_spans[context] = start_span(connection.dialect.name, statement)


def after_execute(
    _connection: Connection,
    _cursor: Any,
    _statement: str,
    _parameters: Any,
    context: ExecutionContext,
    _executemany: bool,
) -> None:
    open_spans.pop(context).end()


def handle_error(error: ExceptionContext) -> None:
    context = error.execution_context
    if context is not None and (span := open_spans.pop(context, None)):
        fail_span(span, error.original_exception)
        span.end()
