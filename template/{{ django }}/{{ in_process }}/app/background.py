"""Work in background threads, after the transaction is committed."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

import structlog
from django.db import close_old_connections, transaction

P = ParamSpec("P")
T = TypeVar("T")


class Threads(ThreadPoolExecutor):
    """Threads that close stale database connections before and after each task.

    Django does this only for requests.
    """

    def submit(
        self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Future[T]:
        return super().submit(run, partial(function, *args, **kwargs))


def run(function: Callable[[], T]) -> T:
    close_old_connections()
    try:
        return function()
    finally:
        close_old_connections()


# The process waits for its tasks when it ends.
executor = Threads(max_workers=2, thread_name_prefix="background")

log = structlog.get_logger()


def after_commit(
    function: Callable[P, object], *args: P.args, **kwargs: P.kwargs
) -> None:
    """Call the function in a thread, once the transaction is committed."""
    transaction.on_commit(partial(submit, function, *args, **kwargs))


def submit(function: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
    # The context contains the request's ID for the log.
    work = partial(copy_context().run, function, *args, **kwargs)
    executor.submit(work).add_done_callback(log_failure)


def log_failure(future: Future[object]) -> None:
    if error := future.exception():
        log.error("background.failed", exc_info=error)
