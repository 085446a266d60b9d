"""The worker: outcomes, limits and signals."""

import json
from pathlib import Path

import pytest
from django.db import OperationalError
from structlog.testing import capture_logs

from app import log
from app.config import Settings
from app.queue.models import Job
from app.queue.worker import Worker
from tests.queue import tasks
from tests.queue.factories import make_job


@pytest.mark.django_db
def test_worker_runs_a_task(worker: Worker, done: list[object]) -> None:
    tasks.record.enqueue("value")

    assert worker.run_next()

    job = Job.objects.get()
    assert done == ["value"]
    assert (job.status, job.due_at, job.worker) == ("SUCCESSFUL", None, worker.host)
    assert not worker.run_next()


@pytest.mark.django_db
@pytest.mark.usefixtures("log_level_info", "done")
def test_log_of_a_task_has_the_id_of_its_request(
    worker: Worker, capsys: pytest.CaptureFixture[str]
) -> None:
    log.configure(Settings(log_format="json", log_level="INFO"))
    job = make_job(request_id="one")

    worker.run_next()

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (line,) = (line for line in lines if line["event"] == "recorded")
    assert line["request_id"] == "one"
    assert line["task_id"] == str(job.pk)


@pytest.mark.django_db
def test_task_can_take_the_context(worker: Worker, done: list[object]) -> None:
    tasks.record_attempt.enqueue()

    worker.run_next()

    assert done == [1]


@pytest.mark.django_db
def test_failed_task_is_tried_again(worker: Worker) -> None:
    tasks.fail.enqueue()

    with capture_logs() as events:
        worker.run_next()

    (event,) = (event for event in events if event["event"] == "task.failed")
    assert event["attempt"] == 1
    assert "ValueError: out of order" in Job.objects.get().error


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["tests.queue.tasks.gone", "tests.queue.gone.task"])
def test_removed_task_is_tried_again(worker: Worker, name: str) -> None:
    make_job(name)

    worker.run_next()

    assert Job.objects.get().status == "READY"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "error"),
    [("fail", "ValueError"), ("gone", "AttributeError"), ("record", "LostWorkerError")],
)
def test_task_is_dead_after_its_last_attempt(
    worker: Worker, name: str, error: str
) -> None:
    attempts = {"fail": 1, "gone": 9, "record": 10}[name]
    make_job(f"tests.queue.tasks.{name}", attempts=attempts)

    worker.run_next()

    assert error in Job.objects.dead().get().error


@pytest.mark.django_db(transaction=True)
def test_task_is_interrupted_at_its_limit(worker: Worker, done: list[object]) -> None:
    tasks.run_too_long.enqueue()

    worker.run_next()

    assert done == []
    assert "OutOfTimeError" in Job.objects.get().error
    assert not worker.is_stopping


@pytest.mark.django_db(transaction=True)
def test_worker_finishes_its_task_and_stops(
    worker: Worker, done: list[object], heartbeat_file: Path
) -> None:
    tasks.stop_and_finish.enqueue()
    make_job()

    worker.run()

    assert done == ["finished"]
    assert Job.objects.pending().count() == 1
    assert heartbeat_file.exists()


@pytest.mark.django_db(transaction=True)
def test_task_that_does_not_end_in_time_runs_again(worker: Worker) -> None:
    tasks.stop_and_wait.enqueue()

    worker.run()

    job = Job.objects.get()
    assert (job.status, job.attempts) == ("READY", 0)


@pytest.mark.django_db(transaction=True)
def test_task_does_not_begin_after_sigterm(worker: Worker, done: list[object]) -> None:
    tasks.record.enqueue("value")
    worker.stop()

    worker.run_next()

    assert done == []
    assert Job.objects.get().status == "READY"


def test_worker_survives_an_outage_of_the_database(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: str) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(Job.objects, "claim", fail)
    monkeypatch.setattr("app.queue.worker.close_old_connections", lambda: None)

    with capture_logs() as events:
        assert not worker.try_next()

    assert [event["event"] for event in events] == ["worker.database_failed"]
