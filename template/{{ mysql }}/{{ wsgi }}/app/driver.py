"""The options of DATABASE_URL as arguments of mysqlclient."""

from typing import Any

from app.database_url import options


def arguments(url: str) -> dict[str, Any]:
    """Convert the options of a URL to arguments.

    Raises:
        ValueError: An option is unknown.
    """
    given = options(url)
    found: dict[str, Any] = {
        name: given[name]
        for name in ("charset", "ssl_mode", "unix_socket")
        if name in given
    }
    if "connect_timeout" in given:
        found["connect_timeout"] = int(given["connect_timeout"])
    files = {
        name: given[f"ssl_{name}"]
        for name in ("ca", "cert", "key")
        if f"ssl_{name}" in given
    }
    if files:
        found["ssl"] = files
    return found
