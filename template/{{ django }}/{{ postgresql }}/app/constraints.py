"""Which constraint of the database a statement has broken, as PostgreSQL reports it."""

import re

from django.db import IntegrityError
from psycopg.errors import ForeignKeyViolation, UniqueViolation

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
