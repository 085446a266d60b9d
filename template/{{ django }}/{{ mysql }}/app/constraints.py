"""What kind of conflict an error of the database is."""

import re

from django.db import IntegrityError, OperationalError

SUFFIX = r"(_[0-9a-f]{8})?(_uniq)?"


def is_duplicate(error: IntegrityError, *, table: str, column: str) -> bool:
    """Check whether the unique constraint of this column was broken."""
    # MySQL puts the table before the key, MariaDB doesn't. The key is named like its
    # column, or by Django where the constraint was made later.
    key = rf"for key '({table}\.)?({column}|{table}_{column}{SUFFIX})'"
    match error.args:
        case (1062, str(message)):  # ER_DUP_ENTRY
            return re.search(key, message) is not None
    return False


def is_missing_reference(error: IntegrityError) -> bool:
    """Check whether a foreign key refers to a row that is gone."""
    return error.args[:1] == (1452,)  # ER_NO_REFERENCED_ROW_2


def is_deadlock(error: OperationalError) -> bool:
    """Check whether two transactions waited for each other, and this one was ended."""
    return error.args[:1] == (1213,)  # ER_LOCK_DEADLOCK
