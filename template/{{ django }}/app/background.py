"""What is done once a transaction is committed, while the response goes out."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec

import structlog
from django.db import close_old_connections, transaction

P = ParamSpec("P")

# Its threads are waited for when the process ends.
executor = ThreadPoolExecutor(max_workers=2, thread_name_prefix="background")

log = structlog.get_logger()


def after_commit(
    function: Callable[P, object], *args: P.args, **kwargs: P.kwargs
) -> None:
    """Call the function in a thread; never, where the transaction is rolled back."""
    transaction.on_commit(partial(submit, function, *args, **kwargs))


def submit(function: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
    # The context holds the request's id, which goes on each line of the log.
    work = partial(copy_context().run, run, partial(function, *args, **kwargs))
    executor.submit(work).add_done_callback(tell_failure)


def run(work: Callable[[], object]) -> None:
    """Do it on a connection that is alive, and keep none beyond its age."""
    close_old_connections()
    try:
        work()
    finally:
        close_old_connections()


def tell_failure(future: Future[object]) -> None:
    if error := future.exception():
        log.error("background.failed", exc_info=error)
