"""Middleware for every request: its ID, log line, body limit and host.

Each one runs in async as well as in sync chains:
https://docs.djangoproject.com/en/stable/topics/http/middleware/#asynchronous-support
"""

import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.contrib.admindocs.views import simplify_regex
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.utils.decorators import sync_and_async_middleware

from app.client import client_address
from app.config import get_settings
from app.log import bind_request_id

PROBES = "/health/"
DISCARDED_BYTES = 16 * 1024 * 1024
CHUNK_BYTES = 64 * 1024

View = Callable[..., HttpResponseBase]
Middleware = (
    Callable[[HttpRequest], HttpResponseBase]
    | Callable[[HttpRequest], Awaitable[HttpResponseBase]]
)

log = structlog.get_logger()


@sync_and_async_middleware
def request_context(get_response: Any) -> Middleware:
    """Log each request, and add its ID to the response. Has to be outermost."""

    def finish(
        request: HttpRequest, response: HttpResponseBase, request_id: str, start: float
    ) -> HttpResponseBase:
        response.headers["X-Request-ID"] = request_id
        if not request.path_info.startswith(PROBES):
            log_request(request, response.status_code, start)
        if not response.streaming:  # the generator of a streamed body may still log
            structlog.contextvars.clear_contextvars()
        return response

    async def run_async(request: HttpRequest) -> HttpResponseBase:
        start = time.perf_counter()
        request_id = bind_request_id(request.headers.get("X-Request-ID", ""))
        return finish(request, await get_response(request), request_id, start)

    def run(request: HttpRequest) -> HttpResponseBase:
        start = time.perf_counter()
        request_id = bind_request_id(request.headers.get("X-Request-ID", ""))
        return finish(request, get_response(request), request_id, start)

    return run_async if iscoroutinefunction(get_response) else run


def log_request(request: HttpRequest, status: int, start: float) -> None:
    match = request.resolver_match
    log.info(
        "request",
        client=client_address(request.META, get_settings().trusted_proxies),
        method=request.method,
        path=request.path,
        route=simplify_regex(match.route) if match else None,
        status=status,
        milliseconds=round((time.perf_counter() - start) * 1000, 1),
        **session_user(request),
    )


def session_user(request: HttpRequest) -> dict[str, int]:
    """The session's user, if the session was read: reading it takes a query."""
    session = getattr(request, "session", None)
    # A session's own methods would query again after a failure.
    read = getattr(session, "_session_cache", {})
    return {"user_id": int(read[SESSION_KEY])} if SESSION_KEY in read else {}


@sync_and_async_middleware
def body_limit(get_response: Any) -> Middleware:
    """Refuse bodies over DATA_UPLOAD_MAX_MEMORY_SIZE, also of uploads."""

    def is_too_large(request: HttpRequest) -> bool:
        length = request.headers.get("Content-Length", "")
        if length.isdecimal():
            return int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        try:
            return len(request.body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        except RequestDataTooBig:
            return True

    async def run_async(request: HttpRequest) -> HttpResponseBase:
        if is_too_large(request):
            return refuse_body(request)
        response: HttpResponseBase = await get_response(request)
        return response

    def run(request: HttpRequest) -> HttpResponseBase:
        if is_too_large(request):
            return refuse_body(request)
        response: HttpResponseBase = get_response(request)
        return response

    return run_async if iscoroutinefunction(get_response) else run


def refuse_body(request: HttpRequest) -> HttpResponse:
    """Read what the client still sends, so that it reads the response."""
    for _ in range(DISCARDED_BYTES // CHUNK_BYTES):
        if not request.read(CHUNK_BYTES):
            break
    return HttpResponse(status=413)


class AllowedHostsMiddleware(CommonMiddleware):
    """Refuse hosts that aren't allowed, except for probes, which use IP addresses."""

    def process_request(self, request: HttpRequest) -> Any:
        if request.path_info.startswith(PROBES):
            return None
        return super().process_request(request)
