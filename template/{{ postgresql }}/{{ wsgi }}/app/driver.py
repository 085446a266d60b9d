"""The options of DATABASE_URL as arguments of psycopg."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from psycopg import pq

# https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
LIBPQ_OPTIONS = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}


def arguments(url: str) -> dict[str, Any]:
    """Convert the options of a URL to arguments.

    `pgbouncer=true` turns prepared statements off, as PgBouncer needs in transaction
    mode: https://www.pgbouncer.org/features.html

    Raises:
        ValueError: An option is unknown.
    """
    found: dict[str, Any] = {}
    for name, value in parse_qsl(urlsplit(url).query):
        if name in LIBPQ_OPTIONS:
            found[name] = value
        elif name == "pgbouncer" and value in ("true", "false"):
            if value == "true":
                found["prepare_threshold"] = None
        else:
            raise ValueError(f"has an option that libpq does not know: {name}")
    return found
