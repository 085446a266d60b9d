"""Traces, exported by OpenTelemetry if its environment variables name a collector."""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Thread
from typing import Any

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http import trace_exporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import (
    SERVICE_NAME,
    SERVICE_VERSION,
    OTELResourceDetector,
    Resource,
)
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExportResult
from opentelemetry.sdk.trace.sampling import Decision, Sampler, SamplingResult
from opentelemetry.trace import SpanKind, Status
from opentelemetry.util.types import Attributes
from structlog.typing import EventDict, WrappedLogger

from app.config import Settings

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
TIMEOUT = "OTEL_EXPORTER_OTLP_TIMEOUT"
TIMEOUT_SECONDS = 3
FLUSH_SECONDS = 0.5
PROBES = "/health/"
# Query strings can hold tokens and e-mail addresses.
PRIVATE = frozenset({"url.full", "url.query"})


@contextmanager
def traced(
    settings: Settings, instruments: Sequence[Callable[[], object]]
) -> Iterator[None]:
    """Export spans if the environment asks for it, and the last ones at the end."""
    if not is_enabled():
        yield
        return
    provider = create_provider(settings)
    trace.set_tracer_provider(provider)
    for instrument in instruments:
        instrument()
    try:
        yield
    finally:
        # A collector that is silent must not delay the end of the process.
        thread = Thread(target=provider.shutdown, daemon=True)
        thread.start()
        thread.join(FLUSH_SECONDS)


def is_enabled() -> bool:
    """Check whether the variables of OpenTelemetry ask for traces."""
    return (
        any(os.environ.get(name) for name in ENDPOINTS)
        and os.environ.get("OTEL_TRACES_EXPORTER", "otlp") != "none"
        and os.environ.get("OTEL_SDK_DISABLED", "").lower() != "true"
    )


def create_provider(settings: Settings) -> TracerProvider:
    """Create a provider that exports spans from a thread of this process."""
    attributes = {SERVICE_NAME: settings.app_name}
    if settings.release:
        attributes[SERVICE_VERSION] = settings.release
    # OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES take precedence.
    resource = Resource(attributes).merge(OTELResourceDetector().detect())
    provider = TracerProvider(
        resource=Resource.create(resource.attributes), shutdown_on_exit=False
    )
    provider.sampler = Filter(provider.sampler)
    provider.add_span_processor(BatchSpanProcessor(Exporter()))
    return provider


def add_trace_ids(_: WrappedLogger, __: str, event_dict: EventDict) -> EventDict:
    """Add the IDs of the current trace and span to a log event."""
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event_dict["trace_id"] = trace.format_trace_id(context.trace_id)
        event_dict["span_id"] = trace.format_span_id(context.span_id)
    return event_dict


class Filter(Sampler):
    """Leave out health checks, and calls that belong to no request or task.

    What is left is sampled as the variables of OpenTelemetry say.
    """

    def __init__(self, sampler: Sampler) -> None:
        self.sampler = sampler

    def should_sample(
        self,
        parent_context: Context | None,
        trace_id: int,
        name: str,
        kind: SpanKind | None = None,
        attributes: Attributes = None,
        *args: Any,
        **kwargs: Any,
    ) -> SamplingResult:
        parent = trace.get_current_span(parent_context).get_span_context()
        is_lone_call = kind is SpanKind.CLIENT and not parent.is_valid
        path = str((attributes or {}).get("url.path", ""))
        if is_lone_call or path.startswith(PROBES):
            return SamplingResult(Decision.DROP)
        return self.sampler.should_sample(
            parent_context, trace_id, name, kind, attributes, *args, **kwargs
        )

    def get_description(self) -> str:
        return f"{type(self).__name__}({self.sampler.get_description()})"


class Exporter(OTLPSpanExporter):
    """Export spans without personal data, and log only the first of several errors."""

    def __init__(self) -> None:
        super().__init__(timeout=float(os.environ.get(TIMEOUT, TIMEOUT_SECONDS)))
        self.is_failing = False
        logging.getLogger(trace_exporter.__name__).addFilter(self.is_news)

    def is_news(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.ERROR and not self.is_failing

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        result = super().export([redact(span) for span in spans])
        self.is_failing = result is not SpanExportResult.SUCCESS
        return result


def redact(span: ReadableSpan) -> ReadableSpan:
    """Copy a span without query strings, and without the messages of exceptions.

    A message may quote values, such as the address that a constraint refuses.
    """
    attributes = span.attributes or {}
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes={k: v for k, v in attributes.items() if k not in PRIVATE},
        links=span.links,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )
