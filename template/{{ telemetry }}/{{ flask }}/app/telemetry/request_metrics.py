"""Flask extension that counts requests, if METRICS_PORT is set."""

from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.wsgi import ClosingIterator

from app.config import Settings
from app.middleware import PROBES
from app.telemetry.metrics import end_request, sample, start_request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


def init_app(app: Flask, settings: Settings) -> None:
    if settings.metrics_port is not None:
        app.wsgi_app = RequestMetrics(app.wsgi_app)  # type: ignore[method-assign]


class RequestMetrics:
    """Count requests, except for probes, which come from the platform."""

    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> "Iterable[bytes]":
        if environ["PATH_INFO"].startswith(PROBES):
            sample()
            return self.application(environ, start_response)

        began = start_request()
        status, rule = 500, None

        def start(
            status_line: str, headers: list[tuple[str, str]], exc_info: Any = None, /
        ) -> "Callable[[bytes], object]":
            nonlocal status, rule
            status, rule = int(status_line[:3]), environ["werkzeug.request"].url_rule
            return start_response(status_line, headers, exc_info)

        def finish() -> None:
            method, route = environ["REQUEST_METHOD"], rule.rule if rule else None
            end_request(began, method=method, route=route, status=status)

        try:
            response = self.application(environ, start)
        except Exception:  # in debug mode only, for Werkzeug's debugger
            finish()
            raise
        return ClosingIterator(response, finish)
