"""The client's address, also behind proxies."""

from starlette.types import Scope

UNKNOWN = "unknown"


def client_address(scope: Scope) -> str:
    """Find the address in the scope of a request.

    The server has put the client there in place of the proxies of TRUSTED_PROXIES. A
    request that came over a Unix socket has no address.
    """
    client = scope.get("client")
    # A socket for both versions shows IPv4 clients as ::ffff:192.0.2.1.
    return client[0].removeprefix("::ffff:") if client else UNKNOWN
