"""The database: MySQL or MariaDB, driven by mysqlclient."""

from typing import Any

import dj_database_url

from app import driver

# The collation under which texts are equal only if all their letters are: by default
# "é" would equal "e", also in unique keys.
EXACT = "utf8mb4_bin"

# Waits until no other process migrates. The lock ends with the connection.
LOCK_MIGRATIONS = "SELECT GET_LOCK(MD5(DATABASE()), 3600)"

dj_database_url.register("mariadb", "django.db.backends.mysql")


def configure(url: str) -> dict[str, Any]:
    """Django's DATABASES, for a URL such as `mysql://user:password@host/name`."""
    database = dj_database_url.parse(url.partition("?")[0], engine="app.backend")
    options = {
        "charset": "utf8mb4",
        # Each statement sees what is committed; with the server's default, a
        # transaction would judge by a snapshot older than the locks it waited for.
        "isolation_level": "read committed",
        **driver.arguments(url),
    }
    return {"default": {**database, "OPTIONS": options, "TEST": {"CHARSET": "utf8mb4"}}}
