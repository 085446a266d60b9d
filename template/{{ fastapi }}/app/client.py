"""The IP address of the client."""

from starlette.types import Scope

UNKNOWN = "unknown"


def client_address(scope: Scope) -> str:
    """Return the address of the client, which may be behind TRUSTED_PROXIES.

    Requests over a Unix socket have no address.
    """
    client = scope.get("client")
    # A dual-stack socket shows IPv4 clients as ::ffff:192.0.2.1.
    return client[0].removeprefix("::ffff:") if client else UNKNOWN
