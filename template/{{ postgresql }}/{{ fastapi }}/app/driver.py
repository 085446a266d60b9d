"""The options of DATABASE_URL as arguments of asyncpg.

The options have the names of libpq:
https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
"""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

# asyncpg reads these from a DSN.
DSN_OPTIONS = frozenset(
    {
        "host",
        "krbsrvname",
        "passfile",
        "port",
        "sslcert",
        "sslcrl",
        "sslkey",
        "sslmode",
        "sslnegotiation",
        "sslpassword",
        "sslrootcert",
        "ssl_max_protocol_version",
        "ssl_min_protocol_version",
        "target_session_attrs",
    }
)
SERVER_SETTINGS = frozenset({"application_name", "options"})

# Accepted without an effect: every wait has a timeout of its own.
KEEPALIVES = frozenset(
    {
        "keepalives",
        "keepalives_count",
        "keepalives_idle",
        "keepalives_interval",
        "tcp_user_timeout",
    }
)
# asyncpg supports neither of the first two, and these values don't require them.
VALUES = {
    "channel_binding": ("disable", "prefer"),
    "gssencmode": ("disable", "prefer"),
    "pgbouncer": ("true", "false"),
}


def arguments(url: str) -> dict[str, Any]:
    """Convert the options of a URL to arguments.

    `pgbouncer=true` turns prepared statements off, as PgBouncer needs in transaction
    mode: https://www.pgbouncer.org/features.html

    Raises:
        ValueError: An option is unknown, or asyncpg does not support it.
    """
    options = dict(parse_qsl(urlsplit(url).query))
    if mode := options.pop("ssl", None):  # asyncpg's name
        options["sslmode"] = "require" if mode == "true" else mode
    for name, value in options.items():
        if not is_supported(name, value):
            raise ValueError(f"has an option that asyncpg does not support: {name}")
    found: dict[str, Any] = {}
    if dsn := {name: options[name] for name in options if name in DSN_OPTIONS}:
        found["dsn"] = f"postgresql://?{urlencode(dsn)}"
    if settings := {name: options[name] for name in options if name in SERVER_SETTINGS}:
        found["server_settings"] = settings
    if "connect_timeout" in options:
        found["timeout"] = int(options["connect_timeout"])
    if options.get("pgbouncer") == "true":
        found["statement_cache_size"] = 0
    return found


def is_supported(name: str, value: str) -> bool:
    if name == "connect_timeout":
        return value.isdecimal()
    known = DSN_OPTIONS | SERVER_SETTINGS | KEEPALIVES
    return name in known or value in VALUES.get(name, ())
