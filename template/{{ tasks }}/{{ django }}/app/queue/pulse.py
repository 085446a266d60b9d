"""The pulse of a worker or scheduler: a thread that shows that it is alive."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from types import TracebackType
from typing import Self

import structlog
from django.db import Error, close_old_connections, connections

from app import heartbeat
from app.errors import UnavailableError
from app.queue.models import Job

# How long a task may outlast its limit, which code outside Python can delay.
TOLERANCE_SECONDS = 10

log = structlog.get_logger()


class Pulse:
    """Beats, and renews the lease of the running job."""

    def __init__(self) -> None:
        self.job: Job | None = None
        self.deadline = 0.0
        self.ended = Event()
        self.thread = Thread(target=self.run, name="pulse", daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.ended.set()
        self.thread.join()

    @contextmanager
    def keep(self, job: Job) -> Iterator[None]:
        """Keep this job until the block ends."""
        limit = job.limits.seconds + TOLERANCE_SECONDS
        self.job, self.deadline = job, time.monotonic() + limit
        try:
            yield
        finally:
            self.job = None

    def run(self) -> None:
        while True:
            try:
                self.beat()
            except (Error, UnavailableError) as error:
                log.warning("worker.lease_not_renewed", exc_info=error)
            close_old_connections()
            if self.ended.wait(heartbeat.INTERVAL_SECONDS):
                break
        connections.close_all()

    def beat(self) -> None:
        """Beat and renew the lease, unless the job hangs."""
        job = self.job
        if job is not None and time.monotonic() > self.deadline:
            return
        heartbeat.beat()
        if job is not None:
            job.renew_lease()
