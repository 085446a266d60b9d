"""Spans of calls to other services, which get the ID of the trace."""

import httpx2
from opentelemetry import propagate, trace
from opentelemetry.trace import SpanKind, StatusCode

from app.outbound.transport import Transport

tracer = trace.get_tracer(__name__)
handle = Transport.handle_async_request


def trace_calls() -> None:
    Transport.handle_async_request = trace_call  # type: ignore[assignment, method-assign]


async def trace_call(transport: Transport, request: httpx2.Request) -> httpx2.Response:
    with tracer.start_as_current_span(
        request.method,
        kind=SpanKind.CLIENT,
        attributes={
            "http.request.method": request.method,
            "server.address": request.url.host,
        },
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        propagate.inject(request.headers)
        try:
            response = await handle(transport, request)
        except Exception as error:
            span.set_attribute("error.type", type(error).__name__)
            span.set_status(StatusCode.ERROR)
            raise
        span.set_attribute("http.response.status_code", response.status_code)
        if response.is_error:
            span.set_attribute("error.type", str(response.status_code))
            span.set_status(StatusCode.ERROR)
        return response
