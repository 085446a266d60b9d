"""Spans of tasks."""

from contextvars import copy_context

import pytest
from dramatiq import Message
from flask import Flask
from opentelemetry.trace import StatusCode

from app.tasks.signals import task_enqueued, task_finished, task_started
from app.telemetry import traced_tasks
from tests.spans import record


@pytest.mark.parametrize(
    ("outcome", "status"), [("done", StatusCode.UNSET), ("dead", StatusCode.ERROR)]
)
def test_task_is_in_the_trace_of_its_request(
    outcome: str, status: StatusCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = record(traced_tasks, monkeypatch)
    app = Flask("app")
    message: Message[None] = Message("default", "send", (), {}, {})
    traced_tasks.trace_tasks()

    def run() -> None:
        task_started.send(app, message=message)
        task_finished.send(app, message=message, outcome=outcome, seconds=1.0)

    with traced_tasks.tracer.start_as_current_span("request"):
        task_enqueued.send(app, message=message)
    copy_context().run(run)

    request, task = recorded.get_finished_spans()
    assert task.name == "send"
    assert task.parent is not None
    assert task.parent.span_id == request.context.span_id
    assert task.status.status_code is status
