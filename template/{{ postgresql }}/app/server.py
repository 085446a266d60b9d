"""What the error codes of PostgreSQL mean to this service.

https://www.postgresql.org/docs/current/errcodes-appendix.html
"""

# Connections, resources and an operator's intervention, such as statement_timeout.
OUTAGES = ("08", "53", "57", "55P03")  # the last is a lock that was not released


def is_outage(sqlstate: str | None) -> bool:
    """Whether the database can't serve now."""
    return sqlstate is not None and sqlstate.startswith(OUTAGES)
