"""Conflicts with other rows, by the errors of SQLite."""

import sqlite3

UNIQUE = "UNIQUE constraint failed: "


def constraint_of(error: BaseException) -> str | None:
    """Return the name of the unique constraint that an error violates, if any.

    SQLite reports the columns, such as "users.email", or the name of an index.
    """
    message = str(error)
    if not message.startswith(UNIQUE):
        return None
    violated = message.removeprefix(UNIQUE)
    if violated.startswith("index "):
        return violated.removeprefix("index ").strip("'")
    table = violated.partition(".")[0]
    columns = [column.removeprefix(f"{table}.") for column in violated.split(", ")]
    return "_".join(["uq", table, *columns])


def is_conflict(error: BaseException) -> bool:
    """Whether an error is a violated constraint."""
    return isinstance(error, sqlite3.IntegrityError)
