"""Password hashing in a bounded pool of threads."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import ParamSpec, TypeVar

from app.errors import UnavailableError
from app.users import passwords

P = ParamSpec("P")
T = TypeVar("T")

# One thread for each CPU. More would only use memory: four use 76 MiB.
MAX_THREADS = min(os.cpu_count() or 1, 4)
# A longer queue would take longer than QUEUE_SECONDS.
MAX_QUEUED = 200
QUEUE_SECONDS = 5

executor = ThreadPoolExecutor(MAX_THREADS, thread_name_prefix="hashing")
slots = BoundedSemaphore(MAX_THREADS + MAX_QUEUED)


async def hash_password(password: str) -> str:
    return await run(passwords.hash_password, password)


async def verify_password(
    password: str, password_hash: str | None
) -> tuple[bool, str | None]:
    """Call `passwords.verify_password` in a thread."""
    return await run(passwords.verify_password, password, password_hash)


async def run(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function in a thread of the pool.

    Release the session first, so that other requests can use its connection.

    Raises:
        UnavailableError: The queue is full, or the call has waited for too long.
    """
    if not slots.acquire(blocking=False):
        raise UnavailableError
    future = executor.submit(function, *args, **kwargs)
    release = slots.release
    future.add_done_callback(lambda _: release())
    try:
        return await asyncio.wait_for(asyncio.wrap_future(future), QUEUE_SECONDS)
    except TimeoutError as error:
        raise UnavailableError from error
