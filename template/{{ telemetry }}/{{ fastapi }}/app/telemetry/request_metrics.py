"""Pure ASGI middleware that counts requests, if METRICS_PORT is set."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.middleware import PROBES, route_pattern
from app.telemetry.metrics import end_request, sample, start_request


class MetricsMiddleware:
    """Count requests, except for probes, which come from the platform."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_http = scope["type"] == "http"
        if not is_http or scope["app"].state.settings.metrics_port is None:
            await self.app(scope, receive, send)
        elif scope["path"].startswith(PROBES):
            sample()
            await self.app(scope, receive, send)
        else:
            await self.measure(scope, receive, send)

    async def measure(self, scope: Scope, receive: Receive, send: Send) -> None:
        start, method = start_request(), scope["method"]
        status = 500  # of an error, or a client that has gone
        is_counted = False

        def count() -> None:
            nonlocal is_counted
            if not is_counted:
                is_counted = True
                route = route_pattern(scope)
                end_request(start, method=method, route=route, status=status)

        async def send_counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body" and not message.get(
                "more_body"
            ):
                count()  # now, since background tasks may follow
            await send(message)

        try:
            await self.app(scope, receive, send_counted)
        finally:
            count()
