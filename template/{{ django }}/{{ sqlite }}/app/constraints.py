"""Which constraint of the database a statement has broken, as SQLite reports it."""

import sqlite3

from django.db import IntegrityError


def is_duplicate(error: IntegrityError, *, table: str, column: str) -> bool:
    """Check whether the unique constraint of this column was broken."""
    # SQLite names the column of a constraint, and the index of an expression.
    broken = (
        rf"UNIQUE constraint failed: ({table}\.{column}|index '{table}_{column}.*')"
    )
    return re.fullmatch(broken, str(error)) is not None


def is_missing_reference(error: IntegrityError) -> bool:
    """Check whether a foreign key refers to a row that is gone."""
    cause = error.__cause__
    return (
        isinstance(cause, sqlite3.IntegrityError)
        and cause.sqlite_errorname == "SQLITE_CONSTRAINT_FOREIGNKEY"
    )
