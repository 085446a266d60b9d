"""The options of DATABASE_URL, as arguments of asyncmy."""

import ssl
from typing import Any

from app.database_url import options


def arguments(url: str) -> dict[str, Any]:
    """Translate what follows the question mark.

    Raises:
        ValueError: For an option that is unknown, or that asyncmy can't fulfil.
    """
    given = options(url)
    found: dict[str, Any] = {
        name: given[name] for name in ("charset", "unix_socket") if name in given
    }
    if "connect_timeout" in given:
        found["connect_timeout"] = int(given["connect_timeout"])
    mode = given.get("ssl_mode", "VERIFY_CA" if "ssl_ca" in given else "DISABLED")
    if mode == "PREFERRED":
        raise ValueError("must use ssl-mode REQUIRED or DISABLED: asyncmy can't choose")
    if mode != "DISABLED":
        found["ssl"] = context(mode, given)
    return found


def context(mode: str, given: dict[str, str]) -> ssl.SSLContext:
    made = ssl.create_default_context(cafile=given.get("ssl_ca"))
    made.check_hostname = mode == "VERIFY_IDENTITY"
    if mode == "REQUIRED":
        made.verify_mode = ssl.CERT_NONE
    if "ssl_cert" in given:
        made.load_cert_chain(given["ssl_cert"], given.get("ssl_key"))
    return made
