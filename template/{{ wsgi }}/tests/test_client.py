"""How the client's address is found."""

import pytest

from app.client import client_address

PROXIES = ("127.0.0.1", "10.0.0.0/8", "2001:db8::/64")


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        # Nobody but a proxy is believed.
        ("192.0.2.1", None, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("2001:DB8:1::1", "198.51.100.7", "2001:db8:1::1"),
        # A proxy appends what it sees.
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("2001:db8::5", "2001:db8:1::7", "2001:db8:1::7"),
        ("10.1.2.3", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("10.1.2.3", "203.0.113.9, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("10.1.2.3", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        # Some add the port; a socket for both versions maps IPv4.
        ("10.1.2.3", "198.51.100.7:4711", "198.51.100.7"),
        ("10.1.2.3", "[2001:db8:1::7]:4711", "2001:db8:1::7"),
        ("::ffff:10.1.2.3", "::ffff:198.51.100.7", "198.51.100.7"),
        # What is no address is not the client's.
        ("10.1.2.3", "", "10.1.2.3"),
        ("10.1.2.3", "198.51.100.7, <script>", "10.1.2.3"),
        ("10.1.2.3", "x" * 60_000, "10.1.2.3"),
        ("", "198.51.100.7", "unknown"),
    ],
)
def test_client_is_the_last_that_is_no_proxy(
    peer: str, forwarded: str | None, address: str
) -> None:
    environ = {"REMOTE_ADDR": peer}
    if forwarded is not None:
        environ["HTTP_X_FORWARDED_FOR"] = forwarded

    assert client_address(environ, PROXIES) == address


def test_without_proxies_the_peer_is_the_client() -> None:
    environ = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "198.51.100.7"}

    assert client_address(environ, ()) == "127.0.0.1"
    assert client_address({}, ()) == "unknown"
