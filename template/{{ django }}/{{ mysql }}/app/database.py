"""The database: MySQL or MariaDB, driven by mysqlclient."""

from typing import Any

import dj_database_url

# The collation under which texts are equal only if all their letters are: by default
# "é" would equal "e", also in unique keys.
EXACT = "utf8mb4_bin"

dj_database_url.register("mariadb", "django.db.backends.mysql")


def configure(url: str) -> dict[str, Any]:
    """Django's DATABASES, for a URL such as `mysql://user:password@host/name`."""
    database = dj_database_url.parse(url, engine="app.backend")
    options = {
        "charset": "utf8mb4",
        # Each statement sees what is committed; with the server's default, a
        # transaction would judge by a snapshot older than the locks it waited for.
        "isolation_level": "read committed",
        **database.get("OPTIONS", {}),
    }
    return {"default": {**database, "OPTIONS": options, "TEST": {"CHARSET": "utf8mb4"}}}
