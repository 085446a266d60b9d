"""Spans of requests."""

from collections.abc import Mapping
from typing import Any

from opentelemetry import propagate, trace
from opentelemetry.context import Context
from opentelemetry.propagators.textmap import Getter
from opentelemetry.trace import Span, SpanKind, StatusCode

Environ = Mapping[str, Any]

tracer = trace.get_tracer(__name__)


class EnvironGetter(Getter[Environ]):
    """Read the headers of a WSGI environment."""

    def get(self, carrier: Environ, key: str) -> list[str] | None:
        value = carrier.get(f"HTTP_{key.upper().replace('-', '_')}")
        return None if value is None else [value]

    def keys(self, carrier: Environ) -> list[str]:
        return list(carrier)


GETTER = EnvironGetter()


def start_span(environ: Environ) -> Span:
    """Start the span of a request, in the trace of the caller if it has one."""
    method = environ["REQUEST_METHOD"]
    return tracer.start_span(
        method,
        context=propagate.extract(environ, context=Context(), getter=GETTER),
        kind=SpanKind.SERVER,
        attributes={
            "http.request.method": method,
            "url.path": environ["PATH_INFO"],
            "url.scheme": environ.get("wsgi.url_scheme", "http"),
        },
    )


def describe_response(span: Span, method: str, route: str | None, status: int) -> None:
    if route is not None:
        span.update_name(f"{method} {route}")
        span.set_attribute("http.route", route)
    span.set_attribute("http.response.status_code", status)
    if status >= 500:
        span.set_attribute("error.type", str(status))
        span.set_status(StatusCode.ERROR)
