"""Spans of SQL statements."""

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, StatusCode

tracer = trace.get_tracer(__name__)


def start_span(system: str, statement: str) -> Span:
    """Start the span of a statement, which has placeholders instead of values."""
    operation = statement.split(maxsplit=1)[0].upper()
    return tracer.start_span(
        operation,
        kind=SpanKind.CLIENT,
        attributes={
            "db.system.name": system,
            "db.operation.name": operation,
            "db.query.text": statement,
        },
    )


def fail_span(span: Span, error: BaseException) -> None:
    span.set_attribute("error.type", type(error).__name__)
    span.set_status(StatusCode.ERROR)
