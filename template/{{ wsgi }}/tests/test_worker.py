"""Requests that can't be parsed and never reach the application."""

import socket
from collections.abc import Iterator

import pytest
from gunicorn.config import Config
from gunicorn.http import errors
from structlog.testing import capture_logs

from app.__main__ import Server
from app.config import Settings
from app.worker import RESPONSE_ERRORS, Worker

REQUEST_LINE = "GET /verify-email?token=secret HTTP/1.1"


@pytest.fixture
def worker() -> Iterator[Worker]:
    server = Server(Settings())
    worker = Worker(1, 1, [], server, 30, Config(), server.cfg.logger_class(server.cfg))
    yield worker
    worker.tmp.close()


def answer(worker: Worker, error: Exception) -> tuple[str, dict[str, str]]:
    """Return the status and headers of the worker's response to an error."""
    client, server = socket.socketpair()
    with client, server:
        worker.handle_error(None, server, ("127.0.0.1", 1), error)
        head, _, body = client.recv(65536).decode().partition("\r\n\r\n")
    status, *lines = head.split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    assert len(body) == int(headers["Content-Length"])
    return status.split()[1], headers


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.InvalidRequestLine(REQUEST_LINE), "400"),
        (errors.InvalidHeader(REQUEST_LINE), "400"),
        (errors.LimitRequestLine(9000, 8190), "414"),
        (errors.ExpectationFailed(REQUEST_LINE), "417"),
        (errors.LimitRequestHeaders(REQUEST_LINE), "431"),
        (errors.UnsupportedTransferCoding(REQUEST_LINE), "501"),
        (RESPONSE_ERRORS[0]("X"), "500"),
        (RuntimeError("broken"), "500"),
    ],
)
def test_error_is_answered_and_logged_without_the_request(
    worker: Worker, error: Exception, status: str, log_level_info: None
) -> None:
    with capture_logs() as events:
        answered, headers = answer(worker, error)

    assert answered == status
    assert headers["Content-Type"] in ("application/problem+json", "text/plain")
    assert headers["Connection"] == "close"
    assert headers["X-Request-ID"]
    assert len(events) == 1
    assert "secret" not in str(events)
