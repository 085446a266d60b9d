"""Pure ASGI middleware: request IDs, request log, security headers and errors."""

import time
from asyncio import CancelledError

import structlog
from starlette.middleware import Middleware
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
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

BODY_HEADERS = {b"content-encoding", b"content-length", b"content-type"}

log = structlog.get_logger()


class RequestContextMiddleware:
    """Add the request ID and security headers, log requests, and handle errors."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        start = time.perf_counter()
        client_id = dict(scope["headers"]).get(b"x-request-id", b"")
        request_id = bind_request_id(client_id.decode("latin-1"))
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
                is_logged = True  # now, since background tasks may follow
                log_request(scope, status, start)
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except CancelledError:  # the server is shutting down
            if not status:
                response: Response = problem_response(503, instance=scope["path"])
                await response(scope, receive, send_with_headers)
            raise
        except Exception as error:
            error = without_values(error)
            request = {"method": scope["method"], "path": scope["path"]}
            log.exception("request.failed", **request, exc_info=error)
            if not status:
                response = error_response(scope, error)
                await response(scope, receive, send_with_headers)
        if not is_logged:
            log_request(scope, status, start)
        structlog.contextvars.clear_contextvars()


def error_response(scope: Scope, error: Exception) -> Response:
    """Respond to an unexpected error. With `debug`, show the traceback."""
    app = scope["app"]
    if app.debug:
        return ServerErrorMiddleware(app).debug_response(Request(scope), error)
    return problem_response(500, instance=scope["path"])


def log_request(scope: Scope, status: int, start: float) -> None:
    if not scope["path"].startswith(PROBES):
        elapsed = time.perf_counter() - start
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
    """Return the path of the route, such as `/items/{item_id}`, or None."""
    # A route knows its path without the prefixes that its routers are included with.
    included = scope.get("fastapi", {}).get("effective_route_context")
    return getattr(included or scope.get("route"), "path_format", None)


class ProblemDetailsMiddleware:
    """Replace the plain-text errors of other middleware with problem details.

    Error responses of routes are unchanged if they have a body.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        replaced = False

        async def send_problem(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and message["status"] >= 400:
                replaced = is_plain_error(scope, message)
                if replaced:
                    response = problem_response(
                        message["status"], instance=scope["path"]
                    )
                    copy_headers(message["headers"], response)
                    await response(scope, receive, send)
            if not replaced:
                await send(message)

        await self.app(scope, receive, send_problem)


def is_plain_error(scope: Scope, message: Message) -> bool:
    """Check for an error that has no body, or the text of other middleware."""
    headers: dict[bytes, bytes] = dict(message["headers"])
    if headers.get(b"content-length") == b"0":
        return True
    # Routes set an endpoint. Only the limit of the body applies after that.
    by_middleware = "endpoint" not in scope or message["status"] == 413
    return by_middleware and headers.get(b"content-type", b"").startswith(b"text/")


def copy_headers(headers: list[tuple[bytes, bytes]], response: Response) -> None:
    """Copy the headers that do not describe the body."""
    copied = [header for header in headers if header[0] not in BODY_HEADERS]
    names = {name for name, _ in copied}
    response.raw_headers = [
        *copied,
        *(header for header in response.raw_headers if header[0] not in names),
    ]


class HeadMiddleware:
    """Handle HEAD by the route for GET, unless the path has a route for HEAD.

    The server omits the body.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_head = scope["type"] == "http" and scope["method"] == "HEAD"
        if not is_head or "HEAD" in declared_methods(scope):
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


class AllowedHostsMiddleware(TrustedHostMiddleware):
    """Reject unknown hosts, except for probes, which use the address of a process."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path", "").startswith(PROBES):
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


class RootPathMiddleware:
    """Serve the application under a path prefix, which the proxy may have stripped.

    Probes bypass the proxy and have no prefix. The prefix is added to each `Location`.
    """

    def __init__(self, app: ASGIApp, root_path: str) -> None:
        self.app = app
        self.root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_prefix(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    (name, self.add_prefix(value) if name == b"location" else value)
                    for name, value in message["headers"]
                ]
            await send(message)

        if scope["type"] != "lifespan":
            scope["root_path"] = self.root_path
            if not f"{scope['path']}/".startswith((f"{self.root_path}/", PROBES)):
                scope["path"] = self.root_path + scope["path"]
        await self.app(scope, receive, send_with_prefix)

    def add_prefix(self, location: bytes) -> bytes:
        prefix = self.root_path.encode()
        lacks_it = location.startswith(b"/") and not location.startswith(prefix + b"/")
        return prefix + location if lacks_it else location


class ConditionalMiddleware:
    """Run other middleware only for requests with a header that it acts on.

    It also runs for requests that may have a body without such a header.
    """

    def __init__(
        self, app: ASGIApp, names: set[bytes], middleware: list[Middleware]
    ) -> None:
        self.app = self.wrapped = app
        self.names = names
        for inner in reversed(middleware):
            self.wrapped = inner.cls(self.wrapped, *inner.args, **inner.kwargs)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        names = (name for name, _ in scope.get("headers", ()))
        if may_have_unannounced_body(scope) or not self.names.isdisjoint(names):
            await self.wrapped(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def may_have_unannounced_body(scope: Scope) -> bool:
    """Check whether there may be a body without a header, as in HTTP/2."""
    return scope["type"] == "http" and (
        scope["method"] not in ("GET", "HEAD") or scope["http_version"] >= "2"
    )
