"""The scheduler: once in each interval, however many run."""

import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError
from structlog.testing import capture_logs

from app.queue import declarations, scheduler
from app.queue.models import Job, LastRun
from app.queue.scheduler import Scheduler
from tests.queue import tasks

NAME = "tests.queue.tasks.record"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def hourly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Schedule one task, five minutes past each hour."""
    monkeypatch.setattr(declarations, "SCHEDULES", {})
    declare = declarations.schedule(every=HOUR, at=timedelta(minutes=5))
    declare(tasks.record)
    monkeypatch.setattr(scheduler, "SCHEDULES", declarations.SCHEDULES)


@pytest.fixture
def signals() -> Iterator[None]:
    numbers = (signal.SIGTERM, signal.SIGINT)
    handlers = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, handlers, strict=True):
        signal.signal(number, handler)


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        (NOON, NOON - timedelta(minutes=55)),
        (NOON + timedelta(minutes=5), NOON + timedelta(minutes=5)),
        (NOON + timedelta(minutes=64), NOON + timedelta(minutes=5)),
    ],
)
def test_slot_begins_at_the_declared_time(now: datetime, slot: datetime) -> None:
    assert declarations.SCHEDULES[NAME].slot(now) == slot


@pytest.mark.django_db
def test_task_is_enqueued_once_by_all_schedulers() -> None:
    schedulers = [Scheduler(), Scheduler()]

    for now in (NOON, NOON + HOUR, NOON + HOUR + timedelta(seconds=1)):
        for each in schedulers:
            each.tick(now)
            Job.objects.update(due_at=None)  # as if it had run at once

    assert Job.objects.count() == 1
    assert str(LastRun.objects.get()) == NAME


@pytest.mark.django_db
def test_missed_intervals_are_made_up_for_once() -> None:
    Scheduler().tick(NOON)

    Scheduler().tick(NOON + 24 * HOUR)

    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_waiting_task_is_not_enqueued_again() -> None:
    each = Scheduler()
    for hours in range(4):
        each.tick(NOON + hours * HOUR)
    assert Job.objects.count() == 1

    Job.objects.update(due_at=None)
    each.tick(NOON + 4 * HOUR)

    assert Job.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.usefixtures("signals")
def test_scheduler_survives_an_outage_and_stops(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_: Scheduler, now: datetime) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        raise OperationalError("gone")

    monkeypatch.setattr(Scheduler, "tick", fail)
    monkeypatch.setattr(scheduler, "TICK_SECONDS", 0)

    with capture_logs() as events:
        Scheduler().run()

    assert [event["event"] for event in events] == ["scheduler.failed"]
