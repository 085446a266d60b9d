"""The database: PostgreSQL, driven by psycopg."""

from typing import Any

import dj_database_url

# The collation under which texts are equal only if all their letters are.
EXACT = None


def configure(url: str) -> dict[str, Any]:
    """Django's DATABASES, for a URL such as `postgresql://user:password@host/name`."""
    database = dj_database_url.parse(url, conn_health_checks=True)
    options = {
        # As many as there are threads, each with a connection while it serves.
        "pool": {"min_size": 1, "max_size": 20, "timeout": 10},
        "connect_timeout": 2,
        **database.get("OPTIONS", {}),
    }
    return {"default": {**database, "OPTIONS": options}}
