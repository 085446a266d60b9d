"""Checks and logs of requests outside of operations."""

import logging
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import NoReturn

import pytest
from flask import Flask
from httpx2 import Client
from pydantic import BaseModel, Field
from structlog.contextvars import bind_contextvars, get_contextvars, merge_contextvars
from structlog.testing import capture_logs

from app.config import Settings
from app.main import create_app
from app.operations import api
from tests.api.problems import pointers
from tests.wsgi import Transport


class Filters(BaseModel):
    limit: int = Field(ge=1)


def test_query_errors_name_the_parameter() -> None:
    app = create_app(Settings())

    @app.get("/api/filtered")
    @api.validate()
    def filtered(query: Filters) -> str:
        return str(query.limit)

    with Client(transport=Transport(app), base_url="http://testserver") as client:
        response = client.get("/api/filtered", params={"limit": 7})
        assert response.text == "7"
        response = client.get("/api/filtered", params={"limit": 0})
        assert pointers(response) == ["query.limit"]


def test_cors_headers_require_an_origin(
    app_client_with: Callable[..., Client],
) -> None:
    client = app_client_with(cors_origins=("https://app.example.com",))

    headers = client.get("/api/openapi.json").headers

    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    ("name", "host", "status"),
    [
        ("*.example.com", "api.example.com", 200),
        ("*.example.com", "example.org", 400),
        ("*", "example.org", 200),
        ("example.com", "example.com:8000", 200),
        ("example.com", "example.com@evil.example", 400),
    ],
)
def test_host_must_be_allowed(
    app_client_with: Callable[..., Client], name: str, host: str, status: int
) -> None:
    client = app_client_with(allowed_hosts=(name,))

    response = client.get("/api/openapi.json", headers={"Host": host})

    assert response.status_code == status


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        (None, "127.0.0.1"),
        ("203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("203.0.113.9, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
    ],
)
@pytest.mark.parametrize("trusted_proxies", [(), ("127.0.0.1", "10.0.0.0/8")])
def test_log_has_the_address_of_the_client(
    log_level_info: None,
    trusted_proxies: tuple[str, ...],
    forwarded: str | None,
    address: str,
) -> None:
    app = create_app(Settings(log_level="INFO", trusted_proxies=trusted_proxies))
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    with capture_logs() as events:
        app.test_client().get("/api/nothing", headers=headers, buffered=True)

    assert events[0]["client"] == (address if trusted_proxies else "127.0.0.1")


def test_log_context_ends_with_the_request(log_level_info: None) -> None:
    app = create_app(Settings(log_level="INFO"))

    @app.get("/api/bound")
    def bound() -> Iterator[bytes]:
        bind_contextvars(order_id=1)
        yield b"some"
        bind_contextvars(order_id=2)
        yield b"more"

    with capture_logs(processors=[merge_contextvars]) as events:
        app.test_client().get("/api/bound", buffered=True)

    assert events[0]["request_id"]
    assert events[0]["order_id"] == 2
    assert get_contextvars() == {}


@pytest.mark.parametrize("size", [1024 * 1024 + 1, 8 * 1024 * 1024])
def test_large_body_is_drained(app: Flask, size: int) -> None:
    body = BytesIO(b"x" * size)

    response = app.test_client().post(
        "/api/nothing", input_stream=body, environ_base={"wsgi.input_terminated": True}
    )

    assert response.status_code == 413
    assert body.read() == b""


class Broken(BytesIO):
    def read(self, _: int | None = -1, /) -> bytes:
        raise ValueError("no chunk")


def test_unreadable_body_is_refused(app: Flask) -> None:
    response = app.test_client().post(
        "/api/nothing",
        input_stream=Broken(),
        headers={"Transfer-Encoding": "chunked"},
        environ_base={"wsgi.input_terminated": True},
    )

    assert response.status_code == 400


def test_debugger_gets_errors_after_they_are_logged(log_level_info: None) -> None:
    app = create_app(Settings(log_level="INFO"))
    app.debug = True

    @app.get("/api/broken")
    def broken() -> NoReturn:
        raise RuntimeError("a bug")

    with capture_logs() as events, pytest.raises(RuntimeError, match="a bug"):
        app.test_client().get("/api/broken")

    (event,) = events
    assert event.items() >= {"event": "request", "status": 500}.items()
    assert get_contextvars() == {}


@pytest.mark.parametrize(
    ("message", "is_logged"),
    [
        ('127.0.0.1 - - [now] "%s" %s %s', False),
        (" * Running on http://127.0.0.1:8000", True),
    ],
)
def test_development_server_does_not_log_requests(
    message: str, *, is_logged: bool
) -> None:
    create_app(Settings())
    record = logging.makeLogRecord({"msg": message})

    assert bool(logging.getLogger("werkzeug").filter(record)) is is_logged
