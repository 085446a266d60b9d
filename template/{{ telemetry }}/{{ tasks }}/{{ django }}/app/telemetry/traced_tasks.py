"""Spans of tasks, in the trace of the request that enqueued them."""

from typing import Any

from django.db.models.signals import pre_save
from opentelemetry import propagate, trace
from opentelemetry.context import Context
from opentelemetry.trace import SpanKind, StatusCode

from app.queue.models import Job
from app.queue.worker import Worker

tracer = trace.get_tracer(__name__)
execute = Worker.execute


def trace_tasks() -> None:
    pre_save.connect(add_trace, sender=Job)
    Worker.execute = trace_job  # type: ignore[assignment, method-assign]


def add_trace(*, instance: Job, **_: Any) -> None:
    """Store the current trace with the arguments of a new job."""
    if instance.pk is None:
        carrier: dict[str, str] = {}
        propagate.inject(carrier)
        instance.arguments = {**instance.arguments, "trace": carrier}


def trace_job(worker: Worker, job: Job) -> None:
    carrier = job.arguments.get("trace", {})
    with tracer.start_as_current_span(
        job.task,
        context=propagate.extract(carrier, context=Context()),
        kind=SpanKind.CONSUMER,
        attributes={"messaging.message.id": str(job.pk)},
    ) as span:
        execute(worker, job)
        if job.error:
            span.set_status(StatusCode.ERROR)
