"""The address of the client."""

import pytest

from app.client import client_address

PROXIES = ("127.0.0.1", "10.0.0.0/8", "2001:db8::/64")


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        # Only trusted proxies are believed.
        ("192.0.2.1", None, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("2001:DB8:1::1", "198.51.100.7", "2001:db8:1::1"),
        # A proxy appends the address of its peer.
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("2001:db8::5", "2001:db8:1::7", "2001:db8:1::7"),
        ("10.1.2.3", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("10.1.2.3", "203.0.113.9, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("10.1.2.3", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        # Some proxies add the port; dual-stack sockets map IPv4.
        ("10.1.2.3", "198.51.100.7:4711", "198.51.100.7"),
        ("10.1.2.3", "[2001:db8:1::7]:4711", "2001:db8:1::7"),
        ("::ffff:10.1.2.3", "::ffff:198.51.100.7", "198.51.100.7"),
        # Invalid addresses are ignored.
        ("10.1.2.3", "", "10.1.2.3"),
        ("10.1.2.3", "198.51.100.7, <script>", "10.1.2.3"),
        ("10.1.2.3", "x" * 60_000, "10.1.2.3"),
        ("", "198.51.100.7", "unknown"),
    ],
)
def test_client_is_the_last_address_that_is_not_a_proxy(
    peer: str, forwarded: str | None, address: str
) -> None:
    environ = {"REMOTE_ADDR": peer}
    if forwarded is not None:
        environ["HTTP_X_FORWARDED_FOR"] = forwarded

    assert client_address(environ, PROXIES) == address


def test_client_without_proxies_is_the_peer() -> None:
    environ = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "198.51.100.7"}

    assert client_address(environ, ()) == "127.0.0.1"
    assert client_address({}, ()) == "unknown"
