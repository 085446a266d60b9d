"""What kind of conflict an error of the database is."""

import re

from django.db import IntegrityError, OperationalError
from psycopg.errors import DeadlockDetected, ForeignKeyViolation, UniqueViolation

# PostgreSQL's, or Django's where the constraint was made later.
SUFFIX = r"(_[0-9a-f]{8})?(_key|_uniq)?"


def is_duplicate(error: IntegrityError, *, table: str, column: str) -> bool:
    """Check whether the unique constraint of this column was broken."""
    cause = error.__cause__
    if not isinstance(cause, UniqueViolation):
        return False
    name = cause.diag.constraint_name or ""
    return re.fullmatch(f"{table}_{column}{SUFFIX}", name) is not None


def is_missing_reference(error: IntegrityError) -> bool:
    """Check whether a foreign key refers to a row that is gone."""
    return isinstance(error.__cause__, ForeignKeyViolation)


def is_deadlock(error: OperationalError) -> bool:
    """Check whether two transactions waited for each other, and this one was ended."""
    return isinstance(error.__cause__, DeadlockDetected)
