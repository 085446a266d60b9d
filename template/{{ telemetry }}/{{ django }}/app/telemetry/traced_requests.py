"""The middleware that traces requests."""

from typing import Any

from asgiref.sync import iscoroutinefunction
from django.contrib.admindocs.views import simplify_regex
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware
from opentelemetry.trace import Span, use_span

from app.middleware import Middleware
from app.telemetry.request_spans import describe_response, start_span
from app.tracing import is_enabled


@sync_and_async_middleware
def trace_requests(get_response: Any) -> Middleware:
    """Make a span for each request. Has to be outermost, for the IDs in the log."""
    if not is_enabled():
        raise MiddlewareNotUsed

    async def run_async(request: HttpRequest) -> HttpResponseBase:
        with use_span(start_span(request.META), end_on_exit=True) as span:
            return finish(span, request, await get_response(request))

    def run(request: HttpRequest) -> HttpResponseBase:
        with use_span(start_span(request.META), end_on_exit=True) as span:
            return finish(span, request, get_response(request))

    return run_async if iscoroutinefunction(get_response) else run


def finish(
    span: Span, request: HttpRequest, response: HttpResponseBase
) -> HttpResponseBase:
    match = request.resolver_match
    route = simplify_regex(match.route) if match else None
    describe_response(span, str(request.method), route, response.status_code)
    return response
