"""The exceptions of log events, without those that are the fault of a client."""

import sys

from structlog.typing import EventDict


def error_of(event_dict: EventDict) -> BaseException | None:
    record = event_dict.get("_record")
    if getattr(record, "status_code", 500) < 500:  # from Django's loggers
        return None
    error = event_dict.get("exc_info")
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    return error if isinstance(error, BaseException) else None
