"""Outages: the database can't be reached, falls silent or has no free connection."""

import structlog

from app.errors import UnavailableError

CONNECT_SECONDS = 5
PING_SECONDS = 2
WAIT_SECONDS = 5  # for a free connection

log = structlog.get_logger()


def unavailable(cause: object) -> UnavailableError:
    """Log the cause, which the caller is not told."""
    log.warning("database.unavailable", cause=str(cause) or repr(cause))
    return UnavailableError()
