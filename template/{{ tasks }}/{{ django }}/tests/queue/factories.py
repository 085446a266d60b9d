"""Factories of jobs."""

from datetime import UTC, datetime
from typing import Any

from app.queue.models import Job


def make_job(task: str = "tests.queue.tasks.record", **fields: Any) -> Job:
    now = datetime.now(UTC)
    defaults = {
        "arguments": {"args": [], "kwargs": {}},
        "enqueued_at": now,
        "due_at": now,
    }
    return Job.objects.create(task=task, **defaults | fields)
