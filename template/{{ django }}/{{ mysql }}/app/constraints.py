"""Classification of database conflicts."""

import re

from django.db import IntegrityError, OperationalError

SUFFIX = r"(_[0-9a-f]{8})?(_uniq)?"


def is_duplicate(error: IntegrityError, *, table: str, column: str) -> bool:
    """Check whether an error violates the unique constraint of this column."""
    # MySQL puts the table before the key, MariaDB doesn't. The key has the name of its
    # column, or Django's name if a later migration added the constraint.
    key = rf"for key '({table}\.)?({column}|{table}_{column}{SUFFIX})'"
    match error.args:
        case (1062, str(message)):  # ER_DUP_ENTRY
            return re.search(key, message) is not None
    return False


def is_missing_reference(error: IntegrityError) -> bool:
    """Check whether a foreign key refers to a deleted row."""
    return error.args[:1] == (1452,)  # ER_NO_REFERENCED_ROW_2


def is_deadlock(error: OperationalError) -> bool:
    """Check whether the database ended this transaction because of a deadlock."""
    return error.args[:1] == (1213,)  # ER_LOCK_DEADLOCK
