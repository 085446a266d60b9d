"""Spans of tasks."""

import pytest
from opentelemetry import trace
from opentelemetry.trace import StatusCode
from taskiq import InMemoryBroker

from app.telemetry import traced_tasks
from tests.spans import record


async def test_task_is_in_the_trace_of_its_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recorded = record(traced_tasks, monkeypatch)
    broker = InMemoryBroker().with_middlewares(traced_tasks.TaskSpans())

    @broker.task(task_name="fail")
    async def fail() -> None:
        assert trace.get_current_span().is_recording()
        raise ValueError

    with traced_tasks.tracer.start_as_current_span("request"):
        await fail.kiq()
    await broker.wait_all()
    await broker.shutdown()

    request, task = sorted(
        recorded.get_finished_spans(), key=lambda s: s.name != "request"
    )
    assert task.name == "fail"
    assert task.parent is not None
    assert task.parent.span_id == request.context.span_id
    assert task.status.status_code is StatusCode.ERROR
