"""Traces: when they are exported, and what they hold."""

import json
import logging
from collections.abc import Sequence

import pytest
import structlog
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http import trace_exporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExportResult
from opentelemetry.trace import NonRecordingSpan, SpanContext, SpanKind, TraceFlags
from opentelemetry.trace import TracerProvider as Provider

from app import log, tracing
from app.config import Settings

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
VARIABLES = (
    *tracing.ENDPOINTS,
    "OTEL_RESOURCE_ATTRIBUTES",
    "OTEL_SDK_DISABLED",
    "OTEL_SERVICE_NAME",
    "OTEL_TRACES_EXPORTER",
    "OTEL_TRACES_SAMPLER",
)


@pytest.fixture(autouse=True)
def providers(monkeypatch: pytest.MonkeyPatch) -> list[Provider]:
    """The tracer providers that were set."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    found: list[Provider] = []
    monkeypatch.setattr(trace, "set_tracer_provider", found.append)
    return found


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch) -> list[ReadableSpan]:
    """The spans that a collector received."""
    found: list[ReadableSpan] = []

    def export(_: object, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        found.extend(spans)
        return SpanExportResult.SUCCESS

    monkeypatch.setenv(ENDPOINT, "http://collector.example.com:4318")
    monkeypatch.setattr(OTLPSpanExporter, "export", export)
    return found


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {ENDPOINT: ""},
        {ENDPOINT: "http://localhost:4318", "OTEL_SDK_DISABLED": "true"},
        {ENDPOINT: "http://localhost:4318", "OTEL_TRACES_EXPORTER": "none"},
    ],
)
def test_traces_are_off_by_default(
    variables: dict[str, str],
    providers: list[Provider],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    called: list[str] = []

    with tracing.traced(Settings(), [lambda: called.append("instrument")]):
        pass

    assert providers == []
    assert called == []


def test_spans_are_exported_at_the_end(
    providers: list[Provider], exported: list[ReadableSpan]
) -> None:
    called: list[str] = []
    settings = Settings(release="1.2.3")

    with tracing.traced(settings, [lambda: called.append("instrument")]):
        providers[0].get_tracer("tests").start_span("work").end()

    assert called == ["instrument"]
    (span,) = exported
    assert span.name == "work"
    assert span.resource.attributes["service.name"] == settings.app_name
    assert span.resource.attributes["service.version"] == "1.2.3"


def test_environment_names_the_service(
    providers: list[Provider],
    exported: list[ReadableSpan],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "service.name=shop")

    with tracing.traced(Settings(), []):
        providers[0].get_tracer("tests").start_span("work").end()

    (span,) = exported
    assert span.resource.attributes["service.name"] == "shop"
    assert "service.version" not in span.resource.attributes


def test_probes_and_calls_outside_of_a_trace_are_left_out(
    providers: list[Provider], exported: list[ReadableSpan]
) -> None:
    with tracing.traced(Settings(), []):
        tracer = providers[0].get_tracer("tests")
        probe = {"url.path": "/health/ready"}
        with tracer.start_as_current_span("GET", attributes=probe):
            tracer.start_span("SELECT", kind=SpanKind.CLIENT).end()
        tracer.start_span("SELECT", kind=SpanKind.CLIENT).end()
        with tracer.start_as_current_span("GET", attributes={"url.path": "/api"}):
            tracer.start_span("INSERT", kind=SpanKind.CLIENT).end()

    assert [span.name for span in exported] == ["INSERT", "GET"]


def test_personal_data_is_not_exported(
    providers: list[Provider], exported: list[ReadableSpan]
) -> None:
    attributes = {
        "url.path": "/api/users",
        "url.query": "q=ada@example.com",
        "url.full": "http://localhost/api/users?q=ada@example.com",
    }

    with tracing.traced(Settings(), []):
        tracer = providers[0].get_tracer("tests")
        with (
            pytest.raises(ValueError, match="ada"),
            tracer.start_as_current_span("GET", attributes=attributes),
        ):
            raise ValueError("ada@example.com is taken")

    (span,) = exported
    assert span.attributes == {"url.path": "/api/users"}
    assert not span.status.is_ok
    assert "ada@example.com" not in span.to_json()


def test_failing_exports_are_logged_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    succeeds = False

    def export(_: object, __: Sequence[ReadableSpan]) -> SpanExportResult:
        if succeeds:
            return SpanExportResult.SUCCESS
        logger = logging.getLogger(trace_exporter.__name__)
        logger.warning("Retrying")
        logger.error("Failed to export")
        return SpanExportResult.FAILURE

    monkeypatch.setattr(OTLPSpanExporter, "export", export)
    exporter = tracing.Exporter()

    exporter.export([])
    exporter.export([])
    assert caplog.messages == ["Failed to export"]

    succeeds = True
    exporter.export([])
    succeeds = False
    exporter.export([])
    assert caplog.messages == ["Failed to export"] * 2


def test_log_events_have_the_ids_of_the_trace(
    log_level_info: None, capsys: pytest.CaptureFixture[str]
) -> None:
    log.configure(Settings(log_format="json", log_level="INFO"))
    context = SpanContext(1, 2, is_remote=False, trace_flags=TraceFlags(1))

    with trace.use_span(NonRecordingSpan(context)):
        structlog.get_logger().info("work")
    structlog.get_logger().info("rest")

    work, rest = map(json.loads, capsys.readouterr().out.splitlines())
    assert work["trace_id"] == "0" * 31 + "1"
    assert work["span_id"] == "0" * 15 + "2"
    assert not {"trace_id", "span_id"} & {*rest}
