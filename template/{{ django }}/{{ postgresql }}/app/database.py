"""The database: PostgreSQL, driven by psycopg."""

from typing import Any

import dj_database_url

# The collation under which texts are equal only if all their letters are.
EXACT = None


def configure(url: str) -> dict[str, Any]:
    """Django's DATABASES, for a URL such as `postgresql://user:password@host/name`."""
    database = dj_database_url.parse(url, engine="app.backend")
    return {"default": {**database}}
