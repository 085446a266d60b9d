"""Conflicts with other rows or requests, by the errors of MySQL and MariaDB."""

import re

# https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html
DUPLICATE = 1062
FOREIGN_KEYS = (1451, 1452)
CHECKS = (3819, 4025)  # MySQL, MariaDB
DEADLOCK = 1213
CONFLICTS = (DUPLICATE, *FOREIGN_KEYS, *CHECKS, DEADLOCK)

# The key is at the end of the message. MySQL prefixes it with the table.
KEY = re.compile(r"for key '(?:[^'.]+\.)?([^'.]+)'$")


def constraint_of(error: BaseException) -> str | None:
    """Return the name of the unique key that an error violates, if any."""
    code, message = error.args[:2]
    found = KEY.search(message) if code == DUPLICATE else None
    return found and found[1]


def is_conflict(error: BaseException) -> bool:
    """Whether an error is a violated constraint or a deadlock."""
    return bool(error.args) and error.args[0] in CONFLICTS
