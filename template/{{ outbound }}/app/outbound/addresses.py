"""Which addresses are on the public internet."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

# These addresses lead to others: to private ones of the cloud, or to IPv4 addresses.
EXCLUDED = [
    ip_network("192.0.0.0/24"),
    ip_network("192.88.99.0/24"),
    ip_network("2001::/23"),
    ip_network("2002::/16"),
]
# All that is assigned on the internet. Others are link-local, mapped, translated …
GLOBAL_UNICAST = IPv6Network("2000::/3")


def is_public(address: str) -> bool:
    """Whether an IP address, as `getaddrinfo` returns it, is on the public internet."""
    ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if ip.version == 6 and ip not in GLOBAL_UNICAST:
        return False
    is_excluded = any(ip in network for network in EXCLUDED)
    return ip.is_global and not ip.is_multicast and not is_excluded
