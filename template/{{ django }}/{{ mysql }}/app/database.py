"""The MySQL or MariaDB database, with mysqlclient."""

from typing import Any

import dj_database_url

from app import driver

# The collation of columns that distinguish case and accents. With the default, "é"
# equals "e", also in unique keys.
EXACT = "utf8mb4_bin"

# Waits for other processes that migrate. The lock ends with the connection.
LOCK_MIGRATIONS = "SELECT GET_LOCK(MD5(DATABASE()), 3600)"

dj_database_url.register("mariadb", "django.db.backends.mysql")


def configure(url: str) -> dict[str, Any]:
    """Build Django's DATABASES from a URL such as `mysql://user:password@host/name`."""
    database = dj_database_url.parse(url.partition("?")[0], engine="app.backend")
    options = {
        "charset": "utf8mb4",
        # With the server's default, a transaction would read a snapshot that is older
        # than the locks it waited for.
        "isolation_level": "read committed",
        **driver.arguments(url),
    }
    return {"default": {**database, "OPTIONS": options, "TEST": {"CHARSET": "utf8mb4"}}}
