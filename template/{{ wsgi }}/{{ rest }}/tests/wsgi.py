"""An HTTP transport that calls a WSGI application (PEP 3333)."""

import sys
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any

import httpx2

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication, WSGIEnvironment


class Transport(httpx2.BaseTransport):
    """Runs the application in the thread of the caller."""

    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        started: list[Any] = []

        def start_response(*arguments: Any) -> Any:
            started[:] = arguments
            return started.append

        result = self.application(environ_of(request), start_response)
        content = read(result)
        if request.method == "HEAD":  # as servers do
            content = b""
        status, headers = started[0], started[1]
        return httpx2.Response(int(status[:3]), headers=headers, content=content)


def environ_of(request: httpx2.Request) -> "WSGIEnvironment":
    """Return the WSGI environment of a request."""
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        # PEP 3333 passes bytes as latin-1 text.
        "PATH_INFO": request.url.path.encode().decode("latin-1"),
        "QUERY_STRING": request.url.query.decode("ascii"),
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": request.url.host,
        "SERVER_PORT": str(request.url.port or 80),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": request.url.scheme,
        "wsgi.input": BytesIO(request.read()),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in request.headers.raw:
        key = name.decode("ascii").upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        environ[key] = value.decode("latin-1")
    return environ


def read(result: Iterable[bytes]) -> bytes:
    try:
        return b"".join(result)
    finally:
        if hasattr(result, "close"):
            result.close()
