"""Outages, by the errors of the driver."""

import sqlite3

OUTAGES = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN)


def is_outage(error: BaseException) -> bool:
    """Whether an error means that the database is locked or can't be opened."""
    code = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF in OUTAGES  # the primary result code
