"""Spans of requests."""

import pytest
from flask import Flask
from opentelemetry import trace
from opentelemetry.trace import StatusCode
from structlog.testing import capture_logs

from app.config import Settings
from app.main import create_app
from app.telemetry import request_spans, setup
from app.telemetry.traced_requests import TracedRequests
from app.tracing import add_trace_ids
from tests.spans import record

TRACEPARENT = f"00-{'a' * 32}-{'b' * 16}-01"


@pytest.fixture
def app(log_level_info: None) -> Flask:
    app = create_app(Settings(log_level="INFO"))
    app.wsgi_app = TracedRequests(app.wsgi_app)  # type: ignore[method-assign]
    return app


def test_request_has_a_span_in_the_trace_of_its_caller(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = record(request_spans, monkeypatch)

    headers = {"traceparent": TRACEPARENT}
    app.test_client().get("/health/live", headers=headers, buffered=True)

    (span,) = recorded.get_finished_spans()
    assert span.name == "GET /health/live"
    assert span.context.trace_id == int("a" * 32, 16)
    assert span.attributes == {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "http.route": "/health/live",
        "url.path": "/health/live",
        "url.scheme": "http",
    }


def test_failure_is_marked_and_logged_with_its_trace(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = record(request_spans, monkeypatch)

    @app.get("/api/broken")
    def broken() -> str:
        raise RuntimeError

    with capture_logs(processors=[add_trace_ids]) as events:
        app.test_client().get("/api/broken", buffered=True)

    (span,) = recorded.get_finished_spans()
    assert span.status.status_code is StatusCode.ERROR
    trace_id = trace.format_trace_id(span.context.trace_id)
    assert [(event["event"], event["trace_id"]) for event in events] == [
        ("request.failed", trace_id),
        ("request", trace_id),
    ]


def test_error_of_a_client_is_no_failure(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = record(request_spans, monkeypatch)

    app.test_client().get("/api/nowhere", buffered=True)

    (span,) = recorded.get_finished_spans()
    assert span.status.status_code is StatusCode.UNSET


def test_span_ends_with_an_exception_of_the_application(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recorded = record(request_spans, monkeypatch)
    app = create_app(Settings())
    app.debug = app.testing = True
    app.wsgi_app = TracedRequests(app.wsgi_app)  # type: ignore[method-assign]

    @app.get("/api/broken")
    def broken() -> str:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        app.test_client().get("/api/broken")

    assert len(recorded.get_finished_spans()) == 1
    assert not trace.get_current_span().get_span_context().is_valid


@pytest.mark.parametrize("is_enabled", [False, True])
def test_requests_are_traced_if_traces_are_exported(
    is_enabled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "is_enabled", lambda: is_enabled)
    app = Flask("app")

    setup.init_app(app, Settings())

    assert isinstance(app.wsgi_app, TracedRequests) is is_enabled
