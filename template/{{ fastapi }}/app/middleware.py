"""Around every request: its id, its log line, its headers, and the last resort.

Plain ASGI, since it runs on each request: no request object is made, no body buffered.
"""

import time
from asyncio import CancelledError

import structlog
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.client import client_address
from app.handlers import declared_methods, problem_response, without_values
from app.log import bind_request_id

PROBES = "/health/"

SECURITY_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
]

OF_THE_BODY = {b"content-encoding", b"content-length", b"content-type"}

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
        is_logged = False

        async def send_with_headers(message: Message) -> None:
            nonlocal status, is_logged
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *headers]
            elif message["type"] == "http.response.body" and not message.get(
                "more_body"
            ):
                is_logged = True  # here, as background tasks may follow
                log_request(scope, status, began)
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except CancelledError:  # the server ends, and waits no longer
            if not status:
                response = problem_response(503, instance=scope["path"])
                await response(scope, receive, send_with_headers)
            raise
        except Exception as error:
            request = {"method": scope["method"], "path": scope["path"]}
            log.exception("request.failed", **request, exc_info=without_values(error))
            if not status:
                response = problem_response(500, instance=scope["path"])
                await response(scope, receive, send_with_headers)
        if not is_logged:
            log_request(scope, status, began)
        structlog.contextvars.clear_contextvars()


def log_request(scope: Scope, status: int, began: float) -> None:
    if not scope["path"].startswith(PROBES):
        elapsed = time.perf_counter() - began
        log.info(
            "request",
            client=client_address(scope),
            method=scope["method"],
            path=scope["path"],
            route=route_pattern(scope),
            status=status,
            milliseconds=round(elapsed * 1000, 1),
        )


def route_pattern(scope: Scope) -> str | None:
    """The path of the operation, such as `/items/{item_id}`, if there is one."""
    # A route knows its path without the prefixes that its routers are included with.
    included = scope.get("fastapi", {}).get("effective_route_context")
    return getattr(included or scope.get("route"), "path_format", None)


class PlainErrors:
    """Turns what other middleware refuses in plain text into a problem.

    An operation's own response is left alone, if it has a body.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        replaced = False

        async def send_problem(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and message["status"] >= 400:
                replaced = is_plain(scope, message)
                if replaced:
                    response = problem_response(
                        message["status"], instance=scope["path"]
                    )
                    keep_headers(response, message["headers"])
                    await response(scope, receive, send)
            if not replaced:
                await send(message)

        await self.app(scope, receive, send_problem)


def is_plain(scope: Scope, message: Message) -> bool:
    """Whether an error has no body, or its text is that of other middleware."""
    headers: dict[bytes, bytes] = dict(message["headers"])
    if headers.get(b"content-length") == b"0":
        return True
    # An operation has an endpoint; only the limit of the body comes after it.
    by_middleware = "endpoint" not in scope or message["status"] == 413
    return by_middleware and headers.get(b"content-type", b"").startswith(b"text/")


def keep_headers(problem: Response, headers: list[tuple[bytes, bytes]]) -> None:
    """Give a problem the headers that it replaces, but for those of the body."""
    kept = [header for header in headers if header[0] not in OF_THE_BODY]
    names = {name for name, _ in kept}
    problem.raw_headers = [
        *kept,
        *(header for header in problem.raw_headers if header[0] not in names),
    ]


class HeadAsGet:
    """Answers HEAD as the operation for GET does; the server leaves out the body.

    An operation of its own for HEAD comes first.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] != "http"
            or scope["method"] != "HEAD"
            or "HEAD" in declared_methods(scope)
        ):
            await self.app(scope, receive, send)
            return

        async def send_as_head(message: Message) -> None:
            scope["method"] = "HEAD"
            await send(message)

        scope["method"] = "GET"
        try:
            await self.app(scope, receive, send_as_head)
        finally:
            scope["method"] = "HEAD"


class KnownHosts(TrustedHostMiddleware):
    """Refuses unknown hosts, but for probes: they know the process by its address."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path", "").startswith(PROBES):
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


class RootPath:
    """Serves below a path prefix, whether or not the proxy has stripped it.

    Probes come without a proxy, and so without the prefix. Operations name a location
    without it, too.
    """

    def __init__(self, app: ASGIApp, root_path: str) -> None:
        self.app = app
        self.root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_below(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    (name, self.below(value) if name == b"location" else value)
                    for name, value in message["headers"]
                ]
            await send(message)

        if scope["type"] != "lifespan":
            scope["root_path"] = self.root_path
            if not f"{scope['path']}/".startswith((f"{self.root_path}/", PROBES)):
                scope["path"] = self.root_path + scope["path"]
        await self.app(scope, receive, send_below)

    def below(self, location: bytes) -> bytes:
        root = self.root_path.encode()
        leads_out = location.startswith(b"/") and not location.startswith(root + b"/")
        return root + location if leads_out else location


class WithHeader:
    """Runs further middleware only for requests with a header that concerns it.

    Those that may have a body of unknown length without a header concern it, too.
    """

    def __init__(
        self, app: ASGIApp, names: set[bytes], middleware: list[Middleware]
    ) -> None:
        self.app = self.wrapped = app
        self.names = names
        for inner in reversed(middleware):
            self.wrapped = inner.cls(self.wrapped, *inner.args, **inner.kwargs)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if may_hide_a_body(scope):
            await self.wrapped(scope, receive, send)
            return
        for name, _ in scope.get("headers", ()):
            if name in self.names:
                await self.wrapped(scope, receive, send)
                return
        await self.app(scope, receive, send)


def may_hide_a_body(scope: Scope) -> bool:
    """Whether there may be a body that no header tells of, as in HTTP/2."""
    return scope["type"] == "http" and (
        scope["method"] not in ("GET", "HEAD") or scope["http_version"] >= "2"
    )
