"""Request IDs, request logs, security headers, and limits on hosts and body sizes."""

import time
from io import BytesIO
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask, Response, abort, request
from flask_compress import Compress
from werkzeug.routing import Rule
from werkzeug.sansio.utils import host_is_trusted
from werkzeug.wsgi import ClosingIterator

from app.client import client_address
from app.config import Settings
from app.log import bind_request_id
from app.root_path import RootPath

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

PROBES = "/health/"

SECURITY_HEADERS = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
]

log = structlog.get_logger()


def init_app(app: Flask, settings: Settings) -> None:
    hosts = [name.removeprefix("*") for name in settings.allowed_hosts]

    def check_request() -> None:
        """Refuse unknown hosts and large bodies."""
        environ = request.environ
        if not is_known_host(environ["PATH_INFO"]):
            abort(400)
        has_body = "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ
        if has_body or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            check_body_size()

    def is_known_host(path: str) -> bool:
        # Probes use the IP address as the host.
        if path.startswith(PROBES) or "" in hosts:  # "" was "*", which is any host
            return True
        return host_is_trusted(request.host, hosts)

    def check_body_size() -> None:
        """Check the Content-Length header, or read a body that has none."""
        length = request.content_length
        if length is None and request.environ.get("wsgi.input_terminated"):
            try:
                body = request.environ["wsgi.input"].read(settings.max_body_bytes + 1)
            except Exception:  # noqa: BLE001  depends on the server
                abort(400)
            request.environ["wsgi.input"] = BytesIO(body)
            length = len(body)
        if length is not None and length > settings.max_body_bytes:
            abort(413)

    app.before_request(check_request)
    compress(app)
    context = RequestContext(app.wsgi_app, settings.trusted_proxies)
    app.wsgi_app = RootPath(context, settings.root_path)  # type: ignore[method-assign]


def compress(app: Flask) -> None:
    """Compress all responses except those to probes."""
    compression = Compress(app)

    def compress_response(response: Response) -> Response:
        is_probe = request.environ["PATH_INFO"].startswith(PROBES)
        return response if is_probe else compression.after_request(response)

    app.after_request(compress_response)


class RequestContext:
    """Outermost middleware: log each request, and add headers to each response."""

    def __init__(
        self, application: "WSGIApplication", trusted_proxies: tuple[str, ...]
    ) -> None:
        self.application = application
        self.trusted_proxies = trusted_proxies

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> "Iterable[bytes]":
        began = time.perf_counter()
        request_id = bind_request_id(environ.get("HTTP_X_REQUEST_ID", ""))
        status, rule = 0, None

        def start(
            status_line: str, headers: list[tuple[str, str]], exc_info: Any = None, /
        ) -> "Callable[[bytes], object]":
            nonlocal status, rule
            status, rule = int(status_line[:3]), environ["werkzeug.request"].url_rule
            sent = [*headers, ("X-Request-ID", request_id), *SECURITY_HEADERS]
            return start_response(status_line, sent, exc_info)

        def finish() -> None:
            if not environ["PATH_INFO"].startswith(PROBES):
                self.log_request(environ, rule, status, began)
            structlog.contextvars.clear_contextvars()

        try:
            response = self.application(environ, start)
        except Exception:  # raised in debug mode only, for Werkzeug's debugger
            status = 500
            finish()
            raise
        return ClosingIterator(response, finish)

    def log_request(
        self, environ: "WSGIEnvironment", rule: Rule | None, status: int, began: float
    ) -> None:
        path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
        log.info(
            "request",
            client=client_address(environ, self.trusted_proxies),
            method=environ["REQUEST_METHOD"],
            path=environ.get("SCRIPT_NAME", "") + path,
            route=rule.rule if rule else None,
            status=status,
            milliseconds=round((time.perf_counter() - began) * 1000, 1),
        )
