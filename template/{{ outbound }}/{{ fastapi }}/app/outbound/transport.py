"""The transport of the client: connection pools, and the addresses they connect to."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager

import httpcore2
import httpx2

from app.outbound.addresses import is_public
from app.outbound.bounds import Bounds
from app.outbound.errors import ForbiddenTargetError

MAX_CONNECTIONS = 100
KEEP_ALIVE_SECONDS = 5


class PublicBackend(httpcore2.AnyIOBackend):
    """Connects to hosts on the public internet only.

    It resolves a name once, checks all addresses, and connects to one of these. TLS
    still verifies the name.
    """

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        error: Exception | None = None
        for address in await resolve_public(host, port):
            try:
                return await super().connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as failure:
                error = failure
        raise error or httpcore2.ConnectError("The name has no address.")


async def resolve_public(host: str, port: int) -> list[str]:
    """Return the addresses of a host.

    Raises:
        ForbiddenTargetError: One of them is not on the public internet.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore2.ConnectError(str(error)) from error
    addresses = [str(address[0]) for *_, address in found]
    if not all(map(is_public, addresses)):
        raise ForbiddenTargetError("The host has an address that is not public.")
    return addresses


class Transport(httpx2.AsyncBaseTransport):
    """Connection pools: one for trusted hosts, one for hosts that users name."""

    def __init__(self, bounds: Bounds) -> None:
        context = httpx2.create_ssl_context()
        self.trusted, self.public = (
            httpcore2.AsyncConnectionPool(
                ssl_context=context,
                max_connections=MAX_CONNECTIONS,
                max_keepalive_connections=bounds.calls,
                keepalive_expiry=KEEP_ALIVE_SECONDS,
                network_backend=backend,
            )
            for backend in (httpcore2.AnyIOBackend(), PublicBackend())
        )

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        is_public_only = request.extensions["public_only"]
        pool = self.public if is_public_only else self.trusted
        url = httpcore2.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        with httpx_errors():
            response = await pool.handle_async_request(
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

    async def aclose(self) -> None:
        await self.trusted.aclose()
        await self.public.aclose()


class Stream(httpx2.AsyncByteStream):
    """The body of a response."""

    def __init__(self, response: httpcore2.Response) -> None:
        self.response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with httpx_errors():
            async for chunk in self.response.aiter_stream():
                yield chunk

    async def aclose(self) -> None:
        await self.response.aclose()


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
