"""Tasks of the proof."""

import asyncio

from app.proof import effects
from app.tasks.declaration import task


@task()
async def add(key: str) -> None:
    effects.count_run(key)
    await asyncio.sleep(0.02)
    effects.note("effects", key)


@task()
async def slow(key: str) -> None:
    effects.note("started", key)
    await asyncio.sleep(3)
    effects.note("effects", key)


@task(attempts=1)
async def fail(key: str) -> None:
    effects.fail()
    effects.note("effects", key)


@task(cron="* * * * *")
async def tick() -> None:
    effects.tick()
