"""The PostgreSQL database, with psycopg."""

from typing import Any

import dj_database_url

from app import driver

# The collation of columns that distinguish case and accents: the default.
EXACT = None

# Waits for other processes that migrate. The lock ends with the transaction.
LOCK_MIGRATIONS = "SELECT pg_advisory_xact_lock(hashtext('migrations'))"


def configure(url: str) -> dict[str, Any]:
    """Build Django's DATABASES from a URL such as `postgresql://user:password@host/name`."""
    database = dj_database_url.parse(url.partition("?")[0], engine="app.backend")
    options = driver.arguments(url)
    return {
        "default": {
            **database,
            "OPTIONS": options,
            # Poolers in transaction mode don't support cursors between transactions.
            "DISABLE_SERVER_SIDE_CURSORS": "prepare_threshold" in options,
        }
    }
