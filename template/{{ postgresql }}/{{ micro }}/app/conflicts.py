"""Conflicts with other rows or requests, by the errors of PostgreSQL."""

# The class of violated constraints, and the codes of serialization failures
# and deadlocks.
# https://www.postgresql.org/docs/current/errcodes-appendix.html
CONSTRAINTS = "23"
DEADLOCKS = ("40001", "40P01")


def constraint_of(error: BaseException) -> str | None:
    """Return the name of the constraint that an error violates, if any."""
    # Drivers have the server's fields in the error or in its `diag`.
    name: str | None = getattr(getattr(error, "diag", error), "constraint_name", None)
    return name


def is_conflict(error: BaseException) -> bool:
    """Whether an error is a violated constraint or a deadlock."""
    code = getattr(error, "sqlstate", None) or ""
    return code.startswith(CONSTRAINTS) or code in DEADLOCKS
