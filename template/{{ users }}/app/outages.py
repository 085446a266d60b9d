"""Outages: the database can't be reached, doesn't answer or has no free connection."""

import structlog

from app.errors import UnavailableError

CONNECT_SECONDS = 5
PING_SECONDS = 2
WAIT_SECONDS = 5  # for a free connection

log = structlog.get_logger()


def unavailable(cause: object) -> UnavailableError:
    """Log the cause of an outage, and return the error for the caller."""
    log.warning("database.unavailable", cause=str(cause) or repr(cause))
    return UnavailableError()
