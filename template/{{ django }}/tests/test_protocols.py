"""The application over WSGI and ASGI."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from asgiref.sync import async_to_sync, iscoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import set_script_prefix
from django.utils.module_loading import import_string
from pytest_django import Settings

from app import asgi, wsgi


@pytest.fixture
def small_limit(settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100


def call_wsgi(body: BytesIO) -> str:
    """Send a body of unknown length; return the status."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/nowhere",
        "HTTP_TRANSFER_ENCODING": "chunked",
        "wsgi.input": body,
        "wsgi.input_terminated": True,
    }
    setup_testing_defaults(environ)
    statuses: list[str] = []

    def start_response(status: str, *_: object) -> Callable[[bytes], object]:
        statuses.append(status)
        return BytesIO().write

    list(wsgi.application(environ, start_response))
    return statuses[0]


@async_to_sync
async def call_asgi(
    method: str, path: str, *chunks: bytes | None
) -> Sequence[Mapping[str, Any]]:
    """Send chunks (b"" ends the body, None disconnects); return the response."""
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"testserver"), (b"transfer-encoding", b"chunked")],
    }
    waiting = iter(chunks)
    sent: list[Mapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        for chunk in waiting:
            if chunk is None:
                return {"type": "http.disconnect"}
            return {"type": "http.request", "body": chunk, "more_body": chunk != b""}
        await asyncio.Event().wait()  # until the application stops reading
        return {}

    async def send(event: Mapping[str, Any]) -> None:
        sent.append(event)

    await asgi.application(scope, receive, send)
    return sent


@pytest.mark.usefixtures("small_limit")
@pytest.mark.parametrize(("size", "status"), [(100, "404"), (101, "413"), (999, "413")])
def test_wsgi_reads_no_more_than_the_limit(size: int, status: str) -> None:
    body = BytesIO(b"x" * size)

    assert call_wsgi(body).startswith(status)
    assert body.tell() <= 101


@pytest.mark.usefixtures("small_limit")
@pytest.mark.parametrize("chunks", [2, 3])
def test_asgi_reads_no_more_than_the_limit(chunks: int) -> None:
    start, *_ = call_asgi("POST", "/nowhere", *[b"x" * 60] * chunks)

    assert start["status"] == 413


@pytest.mark.usefixtures("small_limit")
def test_asgi_accepts_a_body_within_the_limit() -> None:
    start, *_ = call_asgi("POST", "/nowhere", b"x" * 60, b"x" * 40, b"")

    assert start["status"] == 404


def test_asgi_sends_no_response_after_a_disconnect() -> None:
    assert call_asgi("POST", "/nowhere", b"x", None) == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_asgi_response_has_a_request_id(path: str) -> None:
    start, *_ = call_asgi("GET", path, b"")

    assert start["status"] == 200
    assert b"x-request-id" in {name.lower() for name, _ in start["headers"]}


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in settings.MIDDLEWARE
        if name.startswith(("app.handlers.", "app.middleware.", "app.refusals."))
    ],
)
def test_middleware_needs_no_thread_under_asgi(name: str) -> None:
    async def view(_: HttpRequest) -> HttpResponse:
        return HttpResponse()

    middleware = import_string(name)(view)

    assert iscoroutinefunction(middleware)
    response = async_to_sync(middleware)(RequestFactory().get("/health/live"))
    assert response.status_code == 200


@pytest.mark.parametrize("path", ["/shop/health/live", "/health/live"])
def test_asgi_serves_below_a_prefix(settings: Settings, path: str) -> None:
    settings.FORCE_SCRIPT_NAME = "/shop"

    start, *_ = call_asgi("GET", path, b"")

    assert start["status"] == 200
    set_script_prefix("/")
