"""The HTTP protocol of uvicorn, with problem details for malformed requests."""

from contextvars import copy_context

import structlog
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.handlers import problem_response
from app.log import bind_request_id
from app.middleware import SECURITY_HEADERS

log = structlog.get_logger()


class Protocol(HttpToolsProtocol):
    def send_400_response(self, msg: str) -> None:
        """Respond in place of the application, which never receives the request."""
        self.transport.write(copy_context().run(bad_request_response))
        self.transport.close()


def bad_request_response() -> bytes:
    request_id = bind_request_id("")
    log.warning("request.refused", status=400)
    response = problem_response(400, instance="/")
    headers = [
        *response.raw_headers,
        (b"x-request-id", request_id.encode()),
        *SECURITY_HEADERS,
        (b"connection", b"close"),
    ]
    lines = [b"HTTP/1.1 400 Bad Request", *(b"%s: %s" % header for header in headers)]
    return b"\r\n".join([*lines, b"", bytes(response.body)])
