"""Spans of tasks, in the trace of the request that enqueued them."""

from typing import Any

from dramatiq import Message, MessageProxy
from flask import Flask
from opentelemetry import propagate, trace
from opentelemetry.context import Context, attach
from opentelemetry.trace import SpanKind, StatusCode

from app.tasks.signals import task_enqueued, task_finished, task_started

tracer = trace.get_tracer(__name__)


def trace_tasks() -> None:
    task_enqueued.connect(add_trace)
    task_started.connect(start_span)
    task_finished.connect(end_span)


def add_trace(_: Flask, *, message: Message[None]) -> None:
    propagate.inject(message.options)


def start_span(_: Flask, *, message: MessageProxy) -> None:
    span = tracer.start_span(
        message.actor_name,
        context=propagate.extract(message.options, context=Context()),
        kind=SpanKind.CONSUMER,
        attributes={"messaging.message.id": message.message_id},
    )
    # The next task of the thread replaces it. Until then, the end is logged.
    attach(trace.set_span_in_context(span))


def end_span(_: Flask, *, outcome: str, **__: Any) -> None:
    span = trace.get_current_span()
    if outcome != "done":
        span.set_attribute("error.type", outcome)
        span.set_status(StatusCode.ERROR)
    span.end()
