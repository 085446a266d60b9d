"""Outages, by the error codes of PostgreSQL.

https://www.postgresql.org/docs/current/errcodes-appendix.html
"""

# Lost connections, missing resources, and interventions such as statement_timeout.
OUTAGES = ("08", "53", "57", "55P03")  # 55P03: a lock was not released in time


def is_outage(sqlstate: str | None) -> bool:
    """Whether a code means that the database is unavailable."""
    return sqlstate is not None and sqlstate.startswith(OUTAGES)
