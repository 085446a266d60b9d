"""Callbacks that run after the commit of a request."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import structlog

TIMEOUT_SECONDS = 5

# A callback takes the application, whose type the services don't know.
Callback = Callable[[Any], Awaitable[object]]

log = structlog.get_logger()


async def run(app: object, callbacks: Iterable[Callback]) -> None:
    """Run the callbacks in order, each for `TIMEOUT_SECONDS` at most.

    Errors are only logged, since the change is committed.
    """
    for callback in callbacks:
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                await callback(app)
        except Exception:  # whatever is raised, the other callbacks must run
            log.exception("after_commit.failed")
