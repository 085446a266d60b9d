"""The middleware, called as an ASGI server calls it."""

import asyncio
import logging
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.testclient import TestClient

from app.client import client_address
from app.config import Settings
from app.main import create_app

HOST = (b"host", b"testserver")


def call(app: FastAPI, *chunks: bytes, **scope: Any) -> int:
    """Send a body without a Content-Length, and return the status."""
    bodies = [*chunks, b""]
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        body = bodies.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(bodies)}

    async def send(message: Any) -> None:
        statuses.append(message.get("status", 0))

    request = {
        "type": "http",
        "path": "/echo",
        "query_string": b"",
        "headers": [HOST],
        **scope,
    }
    asyncio.run(app(request, receive, send))
    return statuses[0]


@pytest.mark.parametrize(("method", "version"), [("POST", "1.1"), ("GET", "2")])
@pytest.mark.parametrize(("last", "status"), [(b"34", 200), (b"345", 413)])
def test_body_of_unknown_length_is_limited(
    method: str, version: str, last: bytes, status: int
) -> None:
    app = create_app(Settings(max_body_bytes=4))

    @app.api_route("/echo", methods=["GET", "POST"])
    async def echo(request: Request) -> int:
        return len(await request.body())

    assert call(app, b"12", last, method=method, http_version=version) == status


def test_request_cancelled_by_a_shutdown_is_unavailable() -> None:
    app = create_app(Settings())

    @app.get("/echo")
    async def wait() -> None:
        raise asyncio.CancelledError

    messages: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        messages.append(message)

    scope = {
        "type": "http",
        "path": "/echo",
        "query_string": b"",
        "headers": [HOST],
        "method": "GET",
        "http_version": "1.1",
    }
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(app(scope, receive, send))

    assert messages[0]["status"] == 503


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/there", "/shop/there"),
        ("/shop/there", "/shop/there"),
        ("https://example.com/", "https://example.com/"),
    ],
)
def test_location_has_the_prefix(location: str, expected: str) -> None:
    app = create_app(Settings(root_path="/shop"))

    @app.get("/moved")
    async def moved() -> Response:
        return RedirectResponse(location)

    response = TestClient(app).get("/shop/moved", follow_redirects=False)

    assert response.headers["location"] == expected


def test_ipv4_address_is_not_mapped() -> None:
    assert client_address({"client": ("::ffff:192.0.2.1", 1)}) == "192.0.2.1"


def test_server_uses_the_log_of_the_service() -> None:
    server = logging.getLogger("uvicorn")
    server.addHandler(logging.NullHandler())
    server.propagate = False

    create_app(Settings())

    assert not server.handlers
    assert server.propagate
    assert logging.getLogger("uvicorn.access").disabled
