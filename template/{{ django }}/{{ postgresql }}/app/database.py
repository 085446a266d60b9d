"""The database: PostgreSQL, driven by psycopg."""

from typing import Any

import dj_database_url

from app import driver

# The collation under which texts are equal only if all their letters are.
EXACT = None

# Waits until no other process migrates. The lock ends with the transaction.
LOCK_MIGRATIONS = "SELECT pg_advisory_xact_lock(hashtext('migrations'))"


def configure(url: str) -> dict[str, Any]:
    """Django's DATABASES, for a URL such as `postgresql://user:password@host/name`."""
    database = dj_database_url.parse(url.partition("?")[0], engine="app.backend")
    options = driver.arguments(url)
    return {
        "default": {
            **database,
            "OPTIONS": options,
            # A pooler in transaction mode can't keep a cursor between transactions.
            "DISABLE_SERVER_SIDE_CURSORS": "prepare_threshold" in options,
        }
    }
