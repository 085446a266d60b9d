"""Spans of tasks."""

from datetime import UTC, datetime

import pytest
from django.db.models.signals import pre_save
from opentelemetry.trace import StatusCode

from app.queue.models import Job
from app.queue.worker import Worker
from app.telemetry import traced_tasks
from tests.spans import record


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "status"), [("", StatusCode.UNSET), ("out", StatusCode.ERROR)]
)
def test_task_is_in_the_trace_of_its_request(
    error: str, status: StatusCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = record(traced_tasks, monkeypatch)
    monkeypatch.setattr(Worker, "execute", Worker.execute)
    monkeypatch.setattr(traced_tasks, "execute", lambda _, job: None)
    traced_tasks.trace_tasks()
    with traced_tasks.tracer.start_as_current_span("request"):
        Job.objects.create(
            task="send",
            arguments={"args": [], "kwargs": {}},
            error=error,
            enqueued_at=datetime.now(UTC),
        )
    pre_save.disconnect(traced_tasks.add_trace, sender=Job)

    Worker(shutdown_seconds=1).execute(Job.objects.get())

    request, task = recorded.get_finished_spans()
    assert task.name == "send"
    assert task.parent is not None
    assert task.parent.span_id == request.context.span_id
    assert task.status.status_code is status
