"""Commands and the admin site of the queue."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pydantic import ValidationError

from app.config import Settings
from app.queue.management.commands import worker
from app.queue.models import Job
from app.queue.scheduler import Scheduler
from app.queue.tasks import prune
from app.queue.worker import Worker
from tests.factories import make_admin
from tests.queue.factories import make_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def dead() -> Job:
    now = datetime.now(UTC)
    error = "Traceback\nValueError: out of order\n"
    return make_job(status="FAILED", due_at=None, finished_at=now, error=error)


def test_dead_tasks_are_listed(dead: Job, capsys: pytest.CaptureFixture[str]) -> None:
    make_job()

    call_command("dead_tasks")

    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{dead.pk} ")
    assert line.endswith("tests.queue.tasks.record  ValueError: out of order")


@pytest.mark.parametrize("by_id", [True, False])
def test_dead_task_runs_again(dead: Job, by_id: bool) -> None:
    call_command("retry_task", *([dead.pk] if by_id else ["--all"]))

    assert Job.objects.get().status == "READY"
    with pytest.raises(CommandError, match="There is no dead task"):
        call_command("retry_task", dead.pk)


def test_dead_task_runs_again_from_the_admin_site(dead: Job, client: Client) -> None:
    client.force_login(make_admin())
    page = reverse("admin:queue_job_changelist")

    client.post(page, {"action": "run_again", "_selected_action": [dead.pk]})

    assert Job.objects.get().status == "READY"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (Settings(tasks_immediate=True), "Set TASKS_IMMEDIATE=false"),
        (Settings(tasks_immediate=False, database_pool_size=1), "at least 2"),
    ],
)
def test_worker_refuses_wrong_settings(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, message: str
) -> None:
    monkeypatch.setattr(worker, "get_settings", lambda: settings)

    with pytest.raises(CommandError, match=message):
        call_command("worker")


def test_production_needs_a_worker() -> None:
    production: dict[str, Any] = {
        "environment": "production",
        "secret_key": "k" * 32,
        "allowed_hosts": "example.com",
    }

    assert not Settings(**production).tasks_immediate
    with pytest.raises(ValidationError, match="must not be set in production"):
        Settings(**production, tasks_immediate=True)


def test_worker_and_scheduler_are_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[type] = []
    settings = Settings(tasks_immediate=False)
    monkeypatch.setattr(worker, "get_settings", lambda: settings)
    for runner in (Worker, Scheduler):
        monkeypatch.setattr(runner, "run", lambda self: ran.append(type(self)))

    call_command("worker")
    call_command("schedule")

    assert ran == [Worker, Scheduler]


def test_old_jobs_are_pruned() -> None:
    def finished(status: str, *, days: int) -> Job:
        at = datetime.now(UTC) - timedelta(days=days)
        error = "an error" if status == "FAILED" else ""
        return make_job(status=status, due_at=None, finished_at=at, error=error)

    finished("SUCCESSFUL", days=8)
    finished("FAILED", days=91)
    kept = {
        finished("SUCCESSFUL", days=6),
        finished("FAILED", days=89),
        make_job(),
    }

    prune.call()

    assert set(Job.objects.all()) == kept
