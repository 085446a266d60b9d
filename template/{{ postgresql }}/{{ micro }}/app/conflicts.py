"""What PostgreSQL refuses because of other rows or requests, by the driver's error."""

# The class of violated constraints, and the codes of a deadlock's victim.
# https://www.postgresql.org/docs/current/errcodes-appendix.html
CONSTRAINTS = "23"
VICTIMS = ("40001", "40P01")


def constraint_of(error: BaseException) -> str | None:
    """Name the constraint that is violated, if any is."""
    # Drivers keep the server's fields in the error itself, or in its `diag`.
    name: str | None = getattr(getattr(error, "diag", error), "constraint_name", None)
    return name


def is_conflict(error: BaseException) -> bool:
    """Whether a constraint is violated, or the request was in another's way."""
    code = getattr(error, "sqlstate", None) or ""
    return code.startswith(CONSTRAINTS) or code in VICTIMS
