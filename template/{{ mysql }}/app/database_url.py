"""The options of DATABASE_URL, in the spellings of different MySQL clients."""

from urllib.parse import parse_qsl, urlsplit

# https://dev.mysql.com/doc/refman/8.4/en/connection-options.html
SSL_MODES = ("DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY")
SPELLINGS = {
    "sslmode": "ssl_mode",
    "tls": "ssl_mode",
    "sslca": "ssl_ca",
    "sslcert": "ssl_cert",
    "sslkey": "ssl_key",
    "ssl": "ssl_mode",
    "usessl": "ssl_mode",
    "sslaccept": "ssl_mode",
    "connecttimeout": "connect_timeout",
    "socket": "unix_socket",
}
VALUES = {
    "TRUE": "REQUIRED",
    "1": "REQUIRED",
    "FALSE": "DISABLED",
    "0": "DISABLED",
    "STRICT": "VERIFY_IDENTITY",
    "ACCEPT_INVALID_CERTS": "REQUIRED",
}
NAMES = ("charset", "ssl_ca", "ssl_cert", "ssl_key", "unix_socket")


def options(url: str) -> dict[str, str]:
    """Return the options of a URL by their MySQL names, such as `ssl_mode`.

    Raises:
        ValueError: An option or its value is unknown.
    """
    found = {}
    for spelled, value in parse_qsl(urlsplit(url).query):
        name = spelled.lower().replace("-", "_")
        name = SPELLINGS.get(name, name)
        found[name] = ssl_mode(value) if name == "ssl_mode" else value
        if not is_known(name, found[name]):
            raise ValueError(f"has an unknown option or value: {spelled}")
    return found


def ssl_mode(value: str) -> str:
    mode = value.upper().replace("-", "_")
    return VALUES.get(mode, mode)


def is_known(name: str, value: str) -> bool:
    if name == "ssl_mode":
        return value in SSL_MODES
    if name == "connect_timeout":
        return value.isdecimal()
    return name in NAMES
