"""What MySQL and MariaDB refuse because of other rows or requests."""

import re

# https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html
DUPLICATE = 1062
FOREIGN_KEYS = (1451, 1452)
CHECKS = (3819, 4025)  # of MySQL, of MariaDB
DEADLOCK = 1213
CONFLICTS = (DUPLICATE, *FOREIGN_KEYS, *CHECKS, DEADLOCK)

# At the end, for the value stands before it. MySQL writes the table before the key.
KEY = re.compile(r"for key '(?:[^'.]+\.)?([^'.]+)'$")


def constraint_of(error: BaseException) -> str | None:
    """Name the unique key that is violated, if any is."""
    code, message = error.args[:2]
    found = KEY.search(message) if code == DUPLICATE else None
    return found and found[1]


def is_conflict(error: BaseException) -> bool:
    """Whether a constraint is violated, or the request was in another's way."""
    return bool(error.args) and error.args[0] in CONFLICTS
