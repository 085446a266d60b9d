"""Background work that starts after a commit, such as sending mail."""

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec

import structlog

from app.sessions import Session, on_commit

P = ParamSpec("P")

# The process waits for these threads when it ends.
executor: Executor = ThreadPoolExecutor(max_workers=2, thread_name_prefix="background")

log = structlog.get_logger()


def after_commit(
    session: Session, function: Callable[P, object], *args: P.args, **kwargs: P.kwargs
) -> None:
    """Call the function in a thread after the commit, unless it is rolled back."""
    work = partial(function, *args, **kwargs)
    on_commit(session, lambda: submit(work))


def submit(work: Callable[[], object]) -> None:
    # Copy the context, so that log entries have the request ID.
    executor.submit(copy_context().run, work).add_done_callback(log_failure)


def log_failure(future: Future[object]) -> None:
    if error := future.exception():
        log.error("background.failed", exc_info=error)
