"""The exceptions of log events."""

import sys

from structlog.typing import EventDict


def error_of(event_dict: EventDict) -> BaseException | None:
    error = event_dict.get("exc_info")
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    return error if isinstance(error, BaseException) else None
