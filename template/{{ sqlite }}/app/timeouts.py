"""What the driver's errors mean to this service."""

import sqlite3

OUTAGES = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN)


def is_outage(error: BaseException) -> bool:
    """Whether the database can't serve now."""
    code = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF in OUTAGES  # without what extended codes add
