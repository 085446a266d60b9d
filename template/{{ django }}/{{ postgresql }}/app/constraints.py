"""Classification of database conflicts."""

import re

from django.db import IntegrityError, OperationalError
from psycopg.errors import DeadlockDetected, ForeignKeyViolation, UniqueViolation

# PostgreSQL's name, or Django's if a later migration added the constraint.
SUFFIX = r"(_[0-9a-f]{8})?(_key|_uniq)?"


def is_duplicate(error: IntegrityError, *, table: str, column: str) -> bool:
    """Check whether an error violates the unique constraint of this column."""
    cause = error.__cause__
    if not isinstance(cause, UniqueViolation):
        return False
    name = cause.diag.constraint_name or ""
    return re.fullmatch(f"{table}_{column}{SUFFIX}", name) is not None


def is_missing_reference(error: IntegrityError) -> bool:
    """Check whether a foreign key refers to a deleted row."""
    return isinstance(error.__cause__, ForeignKeyViolation)


def is_deadlock(error: OperationalError) -> bool:
    """Check whether the database ended this transaction because of a deadlock."""
    return isinstance(error.__cause__, DeadlockDetected)
