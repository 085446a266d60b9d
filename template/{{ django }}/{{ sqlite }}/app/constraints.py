"""Classification of database conflicts."""

import sqlite3

from django.db import IntegrityError, OperationalError


def is_duplicate(error: IntegrityError, *, table: str, column: str) -> bool:
    """Check whether an error violates the unique constraint of this column."""
    return str(error) == f"UNIQUE constraint failed: {table}.{column}"


def is_missing_reference(error: IntegrityError) -> bool:
    """Check whether a foreign key refers to a deleted row."""
    cause = error.__cause__
    return (
        isinstance(cause, sqlite3.IntegrityError)
        and cause.sqlite_errorname == "SQLITE_CONSTRAINT_FOREIGNKEY"
    )


def is_deadlock(error: OperationalError) -> bool:
    """Return False: SQLite has one writer at a time, so there are no deadlocks."""
    return False
