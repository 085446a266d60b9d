"""Gunicorn worker with problem details for requests that can't be parsed."""

import socket
from http import HTTPStatus
from typing import Any

import structlog
from gunicorn import util
from gunicorn.http import Request, errors
from gunicorn.workers.gthread import ThreadWorker

from app.log import bind_request_id, current_request_id
from app.unparsed import describe

STATUSES = {
    errors.ExpectationFailed: 417,
    errors.LimitRequestHeaders: 431,
    errors.LimitRequestLine: 414,
    errors.UnsupportedTransferCoding: 501,
}
# Errors of the application, although they are parse errors in Gunicorn.
RESPONSE_ERRORS = (
    errors.InvalidResponseHeader,  # type: ignore[attr-defined]  # not in the stubs yet
    errors.InvalidResponseHeaderName,  # type: ignore[attr-defined]
)

log = structlog.get_logger()


class Worker(ThreadWorker):
    def handle_error(
        self, req: Request | None, client: socket.socket, addr: Any, exc: BaseException
    ) -> None:
        """Answer and log an error, without quoting the request: it may have tokens."""
        if isinstance(exc, errors.ParseException) and not isinstance(
            exc, RESPONSE_ERRORS
        ):
            status = STATUSES.get(type(exc), 400)
            request_id = bind_request_id("")
            log.warning("request.refused", status=status, reason=type(exc).__name__)
        else:
            status = 500
            request_id = bind_request_id(current_request_id())
            log.error("request.failed", exc_info=exc)
        util.write_nonblock(client, response(status, request_id))


def response(status: int, request_id: str) -> bytes:
    media_type, body = describe(status)
    lines = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        f"Content-Type: {media_type}",
        f"Content-Length: {len(body)}",
        f"X-Request-ID: {request_id}",
        "X-Content-Type-Options: nosniff",
        "Connection: close",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body
