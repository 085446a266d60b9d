"""The options of DATABASE_URL as arguments of asyncmy."""

import ssl
from typing import Any

from app.database_url import options


def arguments(url: str) -> dict[str, Any]:
    """Convert the options of a URL to arguments.

    Raises:
        ValueError: An option is unknown, or asyncmy does not support it.
    """
    given = options(url)
    found: dict[str, Any] = {
        name: given[name] for name in ("charset", "unix_socket") if name in given
    }
    if "connect_timeout" in given:
        found["connect_timeout"] = int(given["connect_timeout"])
    mode = given.get("ssl_mode", "VERIFY_CA" if "ssl_ca" in given else "DISABLED")
    if mode == "PREFERRED":
        raise ValueError(
            "must use ssl-mode=REQUIRED or DISABLED: asyncmy does not support PREFERRED"
        )
    if mode != "DISABLED":
        found["ssl"] = ssl_context(mode, given)
    return found


def ssl_context(mode: str, given: dict[str, str]) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=given.get("ssl_ca"))
    context.check_hostname = mode == "VERIFY_IDENTITY"
    if mode == "REQUIRED":
        context.verify_mode = ssl.CERT_NONE
    if "ssl_cert" in given:
        context.load_cert_chain(given["ssl_cert"], given.get("ssl_key"))
    return context
