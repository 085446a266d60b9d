"""Spans of tasks, in the trace of the request that enqueued them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from opentelemetry import propagate, trace
from opentelemetry.context import Context, attach
from opentelemetry.trace import SpanKind, StatusCode
from taskiq import TaskiqMessage, TaskiqMiddleware, TaskiqResult

from app.tracing import is_enabled

tracer = trace.get_tracer(__name__)


class TaskSpans(TaskiqMiddleware):
    def pre_send(self, message: TaskiqMessage) -> TaskiqMessage:
        propagate.inject(message.labels)
        return message

    def pre_execute(self, message: TaskiqMessage) -> TaskiqMessage:
        span = tracer.start_span(
            message.task_name,
            context=propagate.extract(message.labels, context=Context()),
            kind=SpanKind.CONSUMER,
            attributes={"messaging.message.id": message.task_id},
        )
        attach(trace.set_span_in_context(span))  # of the asyncio task that runs it
        return message

    def post_execute(self, message: TaskiqMessage, result: TaskiqResult[Any]) -> None:
        span = trace.get_current_span()
        if result.is_err:
            span.set_attribute("error.type", type(result.error).__name__)
            span.set_status(StatusCode.ERROR)
        span.end()


@asynccontextmanager
async def traced_tasks_lifespan(app: FastAPI) -> AsyncIterator[None]:
    if is_enabled():
        app.state.broker.add_middlewares(TaskSpans())
    yield
