"""What kind of conflict an error of the database is."""

import sqlite3

from django.db import IntegrityError, OperationalError


def is_duplicate(error: IntegrityError, *, table: str, column: str) -> bool:
    """Check whether the unique constraint of this column was broken."""
    return str(error) == f"UNIQUE constraint failed: {table}.{column}"


def is_missing_reference(error: IntegrityError) -> bool:
    """Check whether a foreign key refers to a row that is gone."""
    cause = error.__cause__
    return (
        isinstance(cause, sqlite3.IntegrityError)
        and cause.sqlite_errorname == "SQLITE_CONSTRAINT_FOREIGNKEY"
    )


def is_deadlock(error: OperationalError) -> bool:
    """SQLite has one writer at a time, which waits for no other."""
    return False
