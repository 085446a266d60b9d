"""The pulse of a worker."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import OperationalError
from structlog.testing import capture_logs

from app.queue.models import Job
from app.queue.pulse import Pulse
from tests.queue.factories import make_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def job() -> Job:
    make_job()
    job = Job.objects.claim("host")
    assert job
    return job


def test_beat_keeps_the_job(job: Job, heartbeat_file: Path) -> None:
    Job.objects.update(due_at=datetime.now(UTC))
    pulse = Pulse()

    with pulse.keep(job):
        pulse.beat()

    assert Job.objects.claim("other") is None
    assert heartbeat_file.exists()


def test_hanging_job_is_given_up(job: Job, heartbeat_file: Path) -> None:
    Job.objects.update(due_at=datetime.now(UTC))
    pulse = Pulse()

    with pulse.keep(job):
        pulse.deadline = 0
        pulse.beat()

    assert Job.objects.claim("other")
    assert not heartbeat_file.exists()


def test_pulse_survives_an_outage_of_the_database(
    job: Job, heartbeat_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(job, "renew_lease", fail)
    pulse = Pulse()

    with capture_logs() as events, pulse.keep(job), pulse:
        pass

    assert [event["event"] for event in events] == ["worker.lease_not_renewed"]
    assert heartbeat_file.exists()
