"""Jobs: who may take one, retries and dead jobs."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from app.queue.models import LEASE, LONGEST_DELAY, Job, retry_delay
from tests.queue.factories import make_job

FAIL = "tests.queue.tasks.fail"


def claim() -> Job:
    job = Job.objects.claim("host")
    assert job is not None
    return job


@pytest.mark.django_db
def test_job_is_taken_once() -> None:
    make_job()

    assert claim().attempts == 1
    assert Job.objects.claim("other") is None


@pytest.mark.django_db
def test_oldest_job_is_taken_first() -> None:
    now = datetime.now(UTC)
    young = make_job(due_at=now - timedelta(seconds=1))
    old = make_job(due_at=now - timedelta(seconds=2))

    assert [claim().pk, claim().pk] == [old.pk, young.pk]


@pytest.mark.django_db(transaction=True)
def test_jobs_are_shared_by_parallel_workers() -> None:
    jobs = {make_job().pk for _ in range(8)}

    def take(_: int) -> int:
        try:
            return claim().pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        taken = list(threads.map(take, range(8)))

    assert sorted(taken) == sorted(jobs)


@pytest.mark.django_db
def test_job_of_a_dead_worker_runs_again() -> None:
    make_job()
    first = claim()
    Job.objects.update(due_at=datetime.now(UTC))  # as it is after LEASE

    second = claim()
    first.succeed()  # as of a worker that was only frozen

    assert (second.pk, second.attempts) == (first.pk, 2)
    assert Job.objects.get().status == "RUNNING"


@pytest.mark.django_db
def test_lease_is_renewed() -> None:
    make_job()
    job = claim()
    Job.objects.update(due_at=datetime.now(UTC))

    job.renew_lease()

    assert Job.objects.claim("other") is None
    assert not Job.objects.filter(due_at__gt=datetime.now(UTC) + LEASE).exists()


@pytest.mark.django_db
def test_failed_job_runs_again_later_and_then_is_dead() -> None:
    make_job(FAIL)

    claim().fail(ValueError("one"))
    job = Job.objects.get()
    assert job.status == "READY"
    assert job.due_at is not None
    assert job.due_at > datetime.now(UTC)

    Job.objects.update(due_at=datetime.now(UTC))
    claim().fail(ValueError("two"))
    dead = Job.objects.dead().get()
    assert "ValueError: two" in dead.error
    assert not Job.objects.pending().exists()


@pytest.mark.django_db
def test_dead_job_runs_again_with_all_attempts() -> None:
    make_job(FAIL, status="FAILED", attempts=2, due_at=None)

    assert Job.objects.run_again() == 1

    assert claim().attempts == 1


@pytest.mark.parametrize(
    ("attempts", "longest"), [(1, timedelta(seconds=10)), (200, LONGEST_DELAY)]
)
def test_delay_doubles_up_to_an_hour(attempts: int, longest: timedelta) -> None:
    assert longest / 2 <= retry_delay(attempts) <= longest


@pytest.mark.django_db
def test_job_has_a_name() -> None:
    job = make_job()

    assert str(job) == f"tests.queue.tasks.record {job.pk}"
