"""The address of the client, also behind proxies."""

from collections.abc import Mapping
from functools import cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Any

UNKNOWN = "unknown"


def client_address(environ: Mapping[str, Any], trusted_proxies: tuple[str, ...]) -> str:
    """Return the client's address from the WSGI environment of a request.

    Each proxy appends the address of its peer to X-Forwarded-For. The client is the
    last address that is not a trusted proxy: callers can forge those before it.
    """
    peer = parse_address(environ.get("REMOTE_ADDR", ""))
    if peer is None:
        return UNKNOWN
    client = peer
    proxies = parse_networks(trusted_proxies)
    forwarded = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while forwarded and any(client in network for network in proxies):
        hop = parse_address(forwarded.pop())
        if hop is None:
            return str(peer)
        client = hop
    return str(client)


def parse_address(text: str) -> IPv4Address | IPv6Address | None:
    """Parse an address, with or without a port."""
    host = text.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ip_address(host)
    except ValueError:
        return None
    # Dual-stack sockets report IPv4 clients as ::ffff:192.0.2.1.
    return getattr(address, "ipv4_mapped", None) or address


@cache
def parse_networks(networks: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(network) for network in networks)
