"""Background work of this process, for tasks that no worker takes."""

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextvars import copy_context
from threading import BoundedSemaphore

import structlog

MAX_WAITING = 1000

# The process waits for these threads when it ends.
executor: Executor = ThreadPoolExecutor(max_workers=2, thread_name_prefix="background")
free = BoundedSemaphore(MAX_WAITING)

log = structlog.get_logger()


def submit(work: Callable[[], object]) -> None:
    """Start the work in a thread, or drop it if too much is waiting."""
    if not free.acquire(blocking=False):
        log.error("background.dropped", waiting=MAX_WAITING)
        return
    # Copy the context, so that log entries have the request ID.
    executor.submit(copy_context().run, work).add_done_callback(finish)


def finish(future: Future[object]) -> None:
    free.release()
    if error := future.exception():
        log.error("background.failed", exc_info=error)
