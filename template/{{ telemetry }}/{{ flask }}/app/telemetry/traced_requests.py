"""The middleware that traces requests."""

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from opentelemetry.trace import use_span
from werkzeug.wsgi import ClosingIterator

from app.telemetry.request_spans import describe_response, start_span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class TracedRequests:
    """Outermost middleware: make a span for each request."""

    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> "Iterable[bytes]":
        opened = ExitStack()
        span = start_span(environ)
        opened.enter_context(use_span(span, end_on_exit=True))

        def start(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None, /
        ) -> "Callable[[bytes], object]":
            rule = environ["werkzeug.request"].url_rule
            route = rule.rule if rule else None
            describe_response(span, environ["REQUEST_METHOD"], route, int(status[:3]))
            return start_response(status, headers, exc_info)

        try:
            response = self.application(environ, start)
        except Exception:  # raised in debug mode only, for Werkzeug's debugger
            opened.close()
            raise
        # The request is logged when the response is closed.
        return ClosingIterator(response, opened.close)
