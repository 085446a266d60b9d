"""Which constraint of the database a statement has broken, as PostgreSQL reports it."""

import re

from django.db import IntegrityError
from psycopg.errors import ForeignKeyViolation, UniqueViolation


def is_duplicate(error: IntegrityError, *, table: str, column: str) -> bool:
    """Check whether the unique constraint of this column was broken."""
    cause = error.__cause__
    # PostgreSQL's name, or Django's, which adds a hash to a constraint made later.
    name = rf"{table}_{column}(_[0-9a-f]{{8}})?(_key|_uniq)?"
    return isinstance(cause, UniqueViolation) and bool(
        re.fullmatch(name, cause.diag.constraint_name or "")
    )


def is_missing_reference(error: IntegrityError) -> bool:
    """Check whether a foreign key refers to a row that is gone."""
    return isinstance(error.__cause__, ForeignKeyViolation)
