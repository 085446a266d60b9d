"""Malformed requests, which never reach the application."""

import asyncio
import json
from typing import Any
from unittest.mock import MagicMock

import pytest
from structlog.contextvars import get_contextvars
from structlog.testing import capture_logs
from uvicorn import Config
from uvicorn.server import ServerState

from app.main import app
from app.protocol import Protocol

HOST = b"Host: a\r\n"


def send(request: bytes) -> tuple[bytes, dict[str, str], Any]:
    """Send a request to the protocol, and return the status line, headers and body."""
    transport = MagicMock(asyncio.Transport)
    transport.get_extra_info.return_value = None
    loop = asyncio.new_event_loop()
    protocol = Protocol(Config(app), ServerState(), {}, loop)
    protocol.connection_made(transport)
    protocol.data_received(request)
    loop.close()

    transport.close.assert_called_once_with()
    head, body = transport.write.call_args.args[0].split(b"\r\n\r\n")
    status, *lines = head.split(b"\r\n")
    headers = dict(line.decode().split(": ", 1) for line in lines)
    return status, headers, json.loads(body)


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET\r\n\r\n",
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: many\r\n\r\n",
        b"POST / HTTP/1.1\r\n"
        + HOST
        + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
)
def test_malformed_request_results_in_a_problem(
    request_bytes: bytes, log_level_info: None
) -> None:
    with capture_logs() as events:
        status, headers, problem = send(request_bytes)

    assert status == b"HTTP/1.1 400 Bad Request"
    assert headers["content-type"] == "application/problem+json"
    assert headers["connection"] == "close"
    assert headers["x-content-type-options"] == "nosniff"
    assert problem["code"] == "bad_request"
    assert problem["request_id"] == headers["x-request-id"]
    assert [event["event"] for event in events] == ["request.refused"]
    assert get_contextvars() == {}
