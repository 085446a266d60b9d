"""Tasks of the proof."""

import time
from datetime import timedelta

from app.proof import effects
from app.queue import limits, schedule, task


@task
def add(key: str) -> None:
    effects.count_run(key)
    time.sleep(0.02)
    effects.note("effects", key)


@task
def slow(key: str) -> None:
    effects.note("started", key)
    time.sleep(3)
    effects.note("effects", key)


@task
@limits(attempts=1)
def fail(key: str) -> None:
    effects.fail()
    effects.note("effects", key)


@schedule(every=timedelta(minutes=1))
@task
def tick() -> None:
    effects.tick()
