"""What is done once a request is committed, while its response goes out."""

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec

import structlog

from app.sessions import Session, on_commit

P = ParamSpec("P")

# Its threads are waited for when the process ends.
executor: Executor = ThreadPoolExecutor(max_workers=2, thread_name_prefix="background")

log = structlog.get_logger()


def after_commit(
    session: Session, function: Callable[P, object], *args: P.args, **kwargs: P.kwargs
) -> None:
    """Call the function in a thread; never, where the session is rolled back."""
    work = partial(function, *args, **kwargs)
    on_commit(session, lambda: submit(work))


def submit(work: Callable[[], object]) -> None:
    # The context holds the request's id, which goes on each line of the log.
    executor.submit(copy_context().run, work).add_done_callback(tell_failure)


def tell_failure(future: Future[object]) -> None:
    if error := future.exception():
        log.error("background.failed", exc_info=error)
