"""The addresses that the client connects to."""

import socket
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import httpcore2
import pytest

from app.outbound.bounds import Bounds
from app.outbound.client import OutboundClient
from app.outbound.errors import ForbiddenTargetError, UpstreamConnectionError

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
URL = "http://user.example/hook"


class Network:
    """Stands for the network: what names resolve to, and who is connected to."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.lookups: list[str] = []
        self.connections: list[str] = []
        self.dead: set[str] = set()
        self.answer = ANSWER

    def getaddrinfo(self, host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        self.lookups.append(host)
        if not self.addresses:
            raise socket.gaierror("Name or service not known")
        return [(0, 0, 0, "", (address, port)) for address in self.addresses]

    async def connect_tcp(
        self, backend: object, host: str, *args: Any
    ) -> httpcore2.AsyncNetworkStream:
        self.connections.append(host)
        if host in self.dead:
            raise httpcore2.ConnectError("refused")
        return httpcore2.AsyncMockStream([self.answer])


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    network = Network()

    async def connect_tcp(
        backend: object, host: str, *args: Any, **kwargs: Any
    ) -> httpcore2.AsyncNetworkStream:
        return await network.connect_tcp(backend, host)

    monkeypatch.setattr(socket, "getaddrinfo", network.getaddrinfo)
    monkeypatch.setattr(httpcore2.AnyIOBackend, "connect_tcp", connect_tcp)
    return network


@pytest.fixture
async def outbound() -> AsyncIterator[OutboundClient]:
    async with aclosing(OutboundClient(Bounds(attempts=1))) as client:
        yield client


async def test_checked_address_is_the_one_that_is_connected_to(
    outbound: OutboundClient, network: Network
) -> None:
    network.addresses = ["93.184.216.34"]

    response = await outbound.send("GET", URL, public_only=True)

    assert response.text == "ok"
    assert network.lookups == ["user.example"]
    assert network.connections == ["93.184.216.34"]


async def test_next_address_is_tried(
    outbound: OutboundClient, network: Network
) -> None:
    network.addresses = ["93.184.216.34", "93.184.216.35"]
    network.dead = {"93.184.216.34"}

    await outbound.send("GET", URL, public_only=True)
    assert network.connections == network.addresses

    network.dead = set(network.addresses)
    network.answer = b""
    with pytest.raises(UpstreamConnectionError):
        await outbound.send("GET", URL, public_only=True)


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::ffff:10.0.0.1"]]
)
async def test_private_address_is_refused(
    outbound: OutboundClient, network: Network, addresses: list[str]
) -> None:
    network.addresses = addresses

    with pytest.raises(ForbiddenTargetError):
        await outbound.send("GET", URL, public_only=True)

    assert network.connections == []


async def test_connection_of_a_trusted_call_is_not_used_for_a_user(
    outbound: OutboundClient, network: Network
) -> None:
    network.addresses = ["10.0.0.1"]
    await outbound.send("GET", URL)
    assert network.connections == ["user.example"]

    with pytest.raises(ForbiddenTargetError):
        await outbound.send("GET", URL, public_only=True)


async def test_unknown_name_is_refused(
    outbound: OutboundClient, network: Network
) -> None:
    with pytest.raises(UpstreamConnectionError):
        await outbound.send("GET", URL, public_only=True)


@pytest.mark.parametrize(
    "answer",
    [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok"],
)
async def test_broken_answer_is_refused(
    outbound: OutboundClient, network: Network, answer: bytes
) -> None:
    network.answer = answer

    with pytest.raises(UpstreamConnectionError):
        await outbound.send("GET", URL)
