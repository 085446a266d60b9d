"""Around every request: its id, its log line, its headers, and the last resort.

Plain ASGI, since it runs on each request: no request object is made, no body buffered.
"""

import time

import structlog
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.handlers import problem_response
from app.log import bind_request_id
from app.problems import MEDIA_TYPE

PROBES = "/health/"

SECURITY_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
]

log = structlog.get_logger()


class RequestContext:
    """The outermost: whatever leaves the service has passed it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        began = time.perf_counter()
        offered = dict(scope["headers"]).get(b"x-request-id", b"")
        request_id = bind_request_id(offered.decode("latin-1"))
        headers = [(b"x-request-id", request_id.encode()), *SECURITY_HEADERS]
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *headers]
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception:
            log.exception("request.failed", method=scope["method"], path=scope["path"])
            if not status:
                response = problem_response(500, instance=scope["path"])
                await response(scope, receive, send_with_headers)
        if not scope["path"].startswith(PROBES):
            elapsed = time.perf_counter() - began
            log.info(
                "request",
                method=scope["method"],
                path=scope["path"],
                status=status,
                milliseconds=round(elapsed * 1000, 1),
            )


class PlainErrors:
    """Turns what other middleware refuses in plain text into a problem."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        replaced = False

        async def send_problem(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and message["status"] >= 400:
                replaced = (b"content-type", MEDIA_TYPE.encode()) not in message[
                    "headers"
                ]
                if replaced:
                    response = problem_response(
                        message["status"], instance=scope["path"]
                    )
                    await response(scope, receive, send)
            if not replaced:
                await send(message)

        await self.app(scope, receive, send_problem)


class KnownHosts(TrustedHostMiddleware):
    """Refuses unknown hosts, but for probes: they know the process by its address."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path", "").startswith(PROBES):
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


class WithHeader:
    """Runs further middleware only for requests with a header that concerns it."""

    def __init__(
        self, app: ASGIApp, names: set[bytes], middleware: list[Middleware]
    ) -> None:
        self.app = self.wrapped = app
        self.names = names
        for inner in reversed(middleware):
            self.wrapped = inner.cls(self.wrapped, *inner.args, **inner.kwargs)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        for name, _ in scope.get("headers", ()):
            if name in self.names:
                await self.wrapped(scope, receive, send)
                return
        await self.app(scope, receive, send)
