"""The log context of a request, and the address of the client."""

import asyncio
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from structlog.contextvars import bind_contextvars, get_contextvars
from structlog.testing import capture_logs
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.config import Settings
from app.main import create_app


@pytest.fixture
def app(log_level_info: None) -> FastAPI:
    return create_app(Settings(log_level="INFO"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("10.1.2.3", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("10.1.2.3", "203.0.113.9, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("10.1.2.3", "", "10.1.2.3"),
    ],
)
def test_log_has_the_address_of_the_client(
    app: FastAPI, peer: str, forwarded: str, address: str
) -> None:
    # As uvicorn does with TRUSTED_PROXIES.
    proxied: Any = ProxyHeadersMiddleware(app, ["10.0.0.0/8"])  # type: ignore[arg-type]
    client = TestClient(proxied, client=(peer, 4711))

    with capture_logs() as events:
        client.get("/nothing", headers={"X-Forwarded-For": forwarded})

    assert events[0]["client"] == address


def test_log_context_is_cleared_after_a_request(app: FastAPI) -> None:
    @app.get("/bound")
    async def bound() -> None:
        bind_contextvars(order_id=1)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        pass

    async def serve() -> dict[str, Any]:
        # Over a Unix socket, where there is no address.
        scope = {"type": "http", "method": "GET", "path": "/bound", "headers": []}
        await app(scope | {"query_string": b"", "client": None}, receive, send)
        return get_contextvars()

    with capture_logs() as events:
        assert asyncio.run(serve()) == {}

    assert events[0]["client"] == "unknown"
