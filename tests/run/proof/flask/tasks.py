"""Tasks of the proof."""

import time

from app.proof import effects
from app.tasks import task


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


@task(max_retries=0)
def fail(key: str) -> None:
    effects.fail()
    effects.note("effects", key)


@task(cron="* * * * *")
def tick() -> None:
    effects.tick()
