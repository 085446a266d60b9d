"""Tasks are stored with their transaction, or run after it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.test import override_settings
from structlog.contextvars import bound_contextvars

from app.errors import UnavailableError
from app.queue import backends
from app.queue.models import Job
from tests.queue import tasks

IMMEDIATE = {"default": {"BACKEND": "app.queue.immediate.ImmediateBackend"}}


@pytest.mark.django_db
def test_task_is_stored_with_the_id_of_its_request() -> None:
    with bound_contextvars(request_id="one"):
        result = tasks.record.enqueue("value")

    job = Job.objects.get()
    assert result.id == str(job.pk)
    assert job.task == "tests.queue.tasks.record"
    assert job.arguments == {"args": ["value"], "kwargs": {}}
    assert (job.request_id, job.status) == ("one", "READY")


@pytest.mark.django_db
def test_rollback_takes_the_task_along() -> None:
    with transaction.atomic():
        tasks.record.enqueue("value")
        transaction.set_rollback(True)

    assert not Job.objects.exists()


@pytest.mark.django_db
def test_task_can_be_deferred() -> None:
    later = datetime.now(UTC) + timedelta(hours=1)

    tasks.record.using(run_after=later).enqueue("value")

    assert Job.objects.get().due_at == later
    assert Job.objects.claim("host") is None


@pytest.mark.django_db
def test_full_queue_refuses_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "MAX_PENDING", 1)
    tasks.record.enqueue("one")

    with pytest.raises(UnavailableError):
        tasks.record.enqueue("two")


@pytest.mark.django_db(transaction=True)
def test_immediate_task_runs_after_the_commit(done: list[object]) -> None:
    with override_settings(TASKS=IMMEDIATE):
        with transaction.atomic():
            tasks.record.enqueue("value")
            tasks.record_attempt.enqueue()
            assert done == []
        assert done == ["value", 0]

        tasks.fail.enqueue()  # only logs the error
