"""The transport of the client: connection pools, and the addresses they connect to."""

import socket
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore2
import httpx2

from app.outbound.addresses import is_public
from app.outbound.bounds import Bounds
from app.outbound.deadlines import within
from app.outbound.errors import ForbiddenTargetError

MAX_CONNECTIONS = 100
KEEP_ALIVE_SECONDS = 5


class Connection(httpcore2.NetworkStream):
    """A connection whose reads and writes end at the deadline of the call.

    A host that sends a byte from time to time would never reach a timeout.
    """

    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self.stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, within(timeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        return Connection(
            self.stream.start_tls(ssl_context, server_hostname, within(timeout))
        )

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


class Backend(httpcore2.SyncBackend):
    """Connects to any host."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        stream = super().connect_tcp(
            host, port, within(timeout), local_address, socket_options
        )
        return Connection(stream)


class PublicBackend(Backend):
    """Connects to hosts on the public internet only.

    It resolves a name once, checks all addresses, and connects to one of these. TLS
    still verifies the name.
    """

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        error: Exception | None = None
        for address in resolve_public(host, port):
            try:
                return super().connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as failure:
                error = failure
        raise error or httpcore2.ConnectError("The name has no address.")


def resolve_public(host: str, port: int) -> list[str]:
    """Return the addresses of a host.

    Raises:
        ForbiddenTargetError: One of them is not on the public internet.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore2.ConnectError(str(error)) from error
    addresses = [str(address[0]) for *_, address in found]
    if not all(map(is_public, addresses)):
        raise ForbiddenTargetError("The host has an address that is not public.")
    return addresses


class Transport(httpx2.BaseTransport):
    """Connection pools: one for trusted hosts, one for hosts that users name."""

    def __init__(self, bounds: Bounds) -> None:
        context = httpx2.create_ssl_context()
        self.trusted, self.public = (
            httpcore2.ConnectionPool(
                ssl_context=context,
                max_connections=MAX_CONNECTIONS,
                max_keepalive_connections=bounds.calls,
                keepalive_expiry=KEEP_ALIVE_SECONDS,
                network_backend=backend,
            )
            for backend in (Backend(), PublicBackend())
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        is_public_only = request.extensions["public_only"]
        pool = self.public if is_public_only else self.trusted
        url = httpcore2.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        with httpx_errors():
            response = pool.handle_request(
                httpcore2.Request(
                    request.method,
                    url,
                    headers=request.headers.raw,
                    content=request.content,
                    extensions=request.extensions,
                )
            )
        return httpx2.Response(
            response.status,
            headers=response.headers,
            stream=Stream(response),
            extensions=response.extensions,
        )

    def close(self) -> None:
        self.trusted.close()
        self.public.close()


class Stream(httpx2.SyncByteStream):
    """The body of a response."""

    def __init__(self, response: httpcore2.Response) -> None:
        self.response = response

    def __iter__(self) -> Iterator[bytes]:
        with httpx_errors():
            yield from self.response.iter_stream()

    def close(self) -> None:
        self.response.close()


@contextmanager
def httpx_errors() -> Iterator[None]:
    """Raise the error of HTTPX that has the name of the error of its core."""
    try:
        yield
    except (
        httpcore2.NetworkError,
        httpcore2.ProtocolError,
        httpcore2.TimeoutException,
        httpcore2.UnsupportedProtocol,
    ) as error:
        raise getattr(httpx2, type(error).__name__)(str(error)) from error
