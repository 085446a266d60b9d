"""The options of DATABASE_URL, as arguments of asyncpg.

They have libpq's names, which hosts and other tools use:
https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
"""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

# Read by asyncpg itself, from a DSN.
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

# Without an effect here: a timeout ends each wait, whether the other side lives or not.
KEEPALIVES = frozenset(
    {
        "keepalives",
        "keepalives_count",
        "keepalives_idle",
        "keepalives_interval",
        "tcp_user_timeout",
    }
)
# asyncpg has neither of the first two. These values don't insist on them.
VALUES = {
    "channel_binding": ("disable", "prefer"),
    "gssencmode": ("disable", "prefer"),
    "pgbouncer": ("true", "false"),
}


def arguments(url: str) -> dict[str, Any]:
    """Translate what follows the question mark.

    `pgbouncer=true` uses unnamed statements only. A pooler in transaction mode needs
    that, since it knows no others: https://www.pgbouncer.org/features.html

    Raises:
        ValueError: For an option that is unknown, or that asyncpg can't fulfil.
    """
    options = dict(parse_qsl(urlsplit(url).query))
    if mode := options.pop("ssl", None):  # asyncpg's own name for it
        options["sslmode"] = "require" if mode == "true" else mode
    for name, value in options.items():
        if not is_supported(name, value):
            raise ValueError(f"asks asyncpg for what it does not support: {name}")
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
