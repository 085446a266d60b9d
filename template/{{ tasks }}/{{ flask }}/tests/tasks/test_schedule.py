"""The scheduler."""

from datetime import UTC, datetime, timedelta
from threading import Event

import dramatiq
import pytest
from cronsim import CronSimError
from structlog.testing import capture_logs

from app.tasks import task
from app.tasks.queue import Queue, current_queue
from app.tasks.schedule import enqueue_if_due, schedule
from tests.tasks.examples import clean_up, record
from tests.tasks.server import Server

MESSAGES = "my-service:tasks:default.msgs"
NIGHT = datetime(2026, 1, 1, 3, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


class Stopping(Event):
    """An event that is set after some waits."""

    def __init__(self, waits: int) -> None:
        super().__init__()
        self.waits = waits

    def wait(self, timeout: float | None = None) -> bool:
        self.waits -= 1
        return self.waits < 0


@pytest.fixture
def queue(server: Server) -> Queue:
    return current_queue()


def waiting(server: Server) -> list[str]:
    messages = server.hashes[MESSAGES].values()
    return [dramatiq.Message.decode(data).actor_name for data in messages]


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (NIGHT, NIGHT),
        (NIGHT - SECOND, NIGHT - DAY),
        (NIGHT + timedelta(hours=23), NIGHT),
    ],
)
def test_schedule_was_last_due(now: datetime, due: datetime) -> None:
    assert clean_up.last_due(now) == due


def test_task_without_a_schedule_is_never_due() -> None:
    with pytest.raises(ValueError, match="no schedule"):
        record.last_due(NIGHT)


def test_invalid_schedule_is_refused_where_it_is_declared() -> None:
    with pytest.raises(CronSimError):
        task(cron="every day")(lambda: None)


def test_task_is_enqueued_once_each_time_it_is_due(
    queue: Queue, server: Server
) -> None:
    enqueue_if_due(queue, clean_up, NIGHT - SECOND)
    enqueue_if_due(queue, clean_up, NIGHT)
    assert waiting(server) == [clean_up.name]

    server.hashes[MESSAGES].clear()  # the task is done
    enqueue_if_due(queue, clean_up, NIGHT + SECOND)
    assert waiting(server) == []
    enqueue_if_due(queue, clean_up, NIGHT + DAY)
    assert waiting(server) == [clean_up.name]


def test_new_schedule_begins_with_its_next_time(queue: Queue, server: Server) -> None:
    enqueue_if_due(queue, clean_up, NIGHT)

    assert waiting(server) == []


def test_time_without_a_scheduler_is_made_up_for(queue: Queue, server: Server) -> None:
    enqueue_if_due(queue, clean_up, NIGHT)
    enqueue_if_due(queue, clean_up, NIGHT + 3 * DAY + timedelta(hours=5))

    assert waiting(server) == [clean_up.name]


def test_task_that_still_waits_is_not_enqueued_again(
    queue: Queue, server: Server
) -> None:
    for days in range(3):
        enqueue_if_due(queue, clean_up, NIGHT + days * DAY)

    assert waiting(server) == [clean_up.name]


def test_only_one_scheduler_enqueues(queue: Queue, server: Server) -> None:
    enqueue_if_due(queue, clean_up, NIGHT)
    server.is_locked = True
    enqueue_if_due(queue, clean_up, NIGHT + DAY)

    assert waiting(server) == []


def test_scheduler_looks_at_all_schedules_until_it_stops(
    queue: Queue, server: Server
) -> None:
    schedule(queue, Stopping(waits=2))

    keys = [key for key in server.hashes if ":schedule:" in key]
    assert f"my-service:tasks:schedule:{clean_up.name}" in keys


@pytest.mark.usefixtures("unreachable", "log_level_info")
def test_scheduler_outlives_an_outage() -> None:
    with capture_logs() as events:
        schedule(current_queue(), Stopping(waits=1))

    assert {event["event"] for event in events} == {
        "schedule.started",
        "schedule.failed",
    }
