"""The scheduler, which enqueues tasks when they are due."""

import signal
import time
from datetime import UTC, datetime

import structlog
from django.db import Error, close_old_connections, transaction

from app.errors import UnavailableError
from app.queue.declarations import SCHEDULES, Schedule
from app.queue.models import Job, LastRun

TICK_SECONDS = 1

log = structlog.get_logger()


class Scheduler:
    def __init__(self) -> None:
        self.is_stopping = False
        self.slots: dict[str, datetime] = {}  # of each task, the last one

    def run(self) -> None:
        """Enqueue tasks until SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        log.info("scheduler.started", tasks=sorted(SCHEDULES))
        while not self.is_stopping:
            try:
                self.tick(datetime.now(UTC))
            except (Error, UnavailableError) as error:
                log.warning("scheduler.failed", exc_info=error)
            close_old_connections()
            time.sleep(TICK_SECONDS)
        log.info("scheduler.stopped")

    def stop(self, *_: object) -> None:
        self.is_stopping = True

    def tick(self, now: datetime) -> None:
        for name, schedule in SCHEDULES.items():
            slot = schedule.slot(now)
            if self.slots.get(name) != slot:
                enqueue_once(name, schedule, slot)
                self.slots[name] = slot


def enqueue_once(name: str, schedule: Schedule, slot: datetime) -> None:
    """Enqueue a task for an interval, unless another scheduler has done so.

    A task that was never enqueued begins with the next interval. One that still waits
    is not enqueued again.
    """
    with transaction.atomic():
        LastRun.objects.get_or_create(task=name, defaults={"slot": slot})
        last = LastRun.objects.filter(task=name, slot__lt=slot)
        is_first = last.update(slot=slot)
        if is_first and not Job.objects.pending().filter(task=name).exists():
            schedule.task.enqueue()
            log.info("task.scheduled", task=name, slot=str(slot))
