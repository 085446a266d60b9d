"""Spans of requests."""

import pytest
from asgiref.sync import async_to_sync
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import resolve
from opentelemetry import trace
from opentelemetry.trace import StatusCode

from app.telemetry import request_spans
from app.telemetry.traced_requests import trace_requests
from tests.spans import record

TRACEPARENT = f"00-{'a' * 32}-{'b' * 16}-01"


@pytest.fixture
def enabled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318")


@pytest.mark.usefixtures("enabled")
def test_request_has_a_span_in_the_trace_of_its_caller(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recorded = record(request_spans, monkeypatch)

    def respond(request: HttpRequest) -> HttpResponse:
        assert trace.get_current_span().get_span_context().trace_id == int("a" * 32, 16)
        request.resolver_match = resolve(request.path_info)
        return HttpResponse()

    request = RequestFactory().get("/health/live", headers={"traceparent": TRACEPARENT})
    trace_requests(respond)(request)

    (span,) = recorded.get_finished_spans()
    assert span.name == "GET /health/live"
    assert span.attributes == {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "http.route": "/health/live",
        "url.path": "/health/live",
        "url.scheme": "http",
    }


@pytest.mark.usefixtures("enabled")
@pytest.mark.parametrize(
    ("status", "code"), [(500, StatusCode.ERROR), (404, StatusCode.UNSET)]
)
def test_failure_is_marked_in_async_chains(
    status: int, code: StatusCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = record(request_spans, monkeypatch)

    async def respond(_: HttpRequest) -> HttpResponse:
        return HttpResponse(status=status)

    async_to_sync(trace_requests(respond))(RequestFactory().post("/nowhere"))  # type: ignore[arg-type]

    (span,) = recorded.get_finished_spans()
    assert span.name == "POST"
    assert span.status.status_code is code


def test_middleware_is_unused_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)

    with pytest.raises(MiddlewareNotUsed):
        trace_requests(lambda _: HttpResponse())
