"""What SQLite refuses because of other rows; for other requests it waits."""

import sqlite3

UNIQUE = "UNIQUE constraint failed: "


def constraint_of(error: BaseException) -> str | None:
    """Name the unique constraint that is violated, if any is.

    SQLite tells its columns, such as "users.email", or the name of an index.
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
    """Whether a constraint is violated."""
    return isinstance(error, sqlite3.IntegrityError)
