"""The client of other services."""

import gzip
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing

import httpx2
import pytest
import stamina
from httpx2 import MockTransport, Request, Response
from pydantic import BaseModel

from app.log import bind_request_id
from app.outbound.bounds import Bounds
from app.outbound.client import OutboundClient
from app.outbound.errors import (
    ForbiddenTargetError,
    UpstreamBusyError,
    UpstreamConnectionError,
    UpstreamError,
    UpstreamResponseError,
    UpstreamStatusError,
    UpstreamTimeoutError,
)
from app.outbound.hosts import MAX_HOSTS

URL = "https://stock.example/lamps"
BOUNDS = Bounds(calls=1, queue=0.01, response_bytes=1000, failures=9)


class Stock(BaseModel):
    available: int


class Upstream:
    """Stands for another service, and keeps the requests."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answers: list[Response | Exception] = []

    def answer(self, request: Request) -> Response:
        self.requests.append(request)
        if not self.answers:
            return Response(200, json={"available": 3})
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture(autouse=True)
def no_waits() -> Iterator[None]:
    stamina.set_testing(True, attempts=3)
    yield
    stamina.set_testing(False)


@pytest.fixture
def upstream() -> Upstream:
    return Upstream()


@pytest.fixture
async def outbound(upstream: Upstream) -> AsyncIterator[OutboundClient]:
    transport = MockTransport(upstream.answer)
    async with aclosing(OutboundClient(BOUNDS, transport)) as client:
        yield client


async def test_response_is_parsed(outbound: OutboundClient) -> None:
    assert await outbound.fetch(URL, Stock) == Stock(available=3)


async def test_request_id_is_passed_on(
    outbound: OutboundClient, upstream: Upstream
) -> None:
    bind_request_id("caller-1")

    await outbound.send("GET", URL, headers={"Accept": "text/plain"})

    headers = upstream.requests[0].headers
    assert (headers["x-request-id"], headers["accept"]) == ("caller-1", "text/plain")


async def test_cookies_are_not_kept(
    outbound: OutboundClient, upstream: Upstream
) -> None:
    upstream.answers = [Response(200, headers={"Set-Cookie": "session=1"})]

    for _ in range(2):
        await outbound.send("GET", URL)

    assert "cookie" not in upstream.requests[1].headers


async def test_redirect_is_not_followed(
    outbound: OutboundClient, upstream: Upstream
) -> None:
    upstream.answers = [Response(302, headers={"Location": "http://127.0.0.1/"})]

    with pytest.raises(UpstreamStatusError) as error:
        await outbound.send("GET", URL)

    assert error.value.status == 302
    assert len(upstream.requests) == 1


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (httpx2.ConnectError(""), UpstreamConnectionError),
        (httpx2.RemoteProtocolError(""), UpstreamConnectionError),
        (httpx2.ReadTimeout(""), UpstreamTimeoutError),
        (Response(500), UpstreamStatusError),
    ],
)
async def test_outage_is_retried_if_that_is_safe(
    outbound: OutboundClient,
    upstream: Upstream,
    failure: Response | Exception,
    error: type[UpstreamError],
) -> None:
    upstream.answers = [failure]
    await outbound.send("GET", URL)
    assert len(upstream.requests) == 2

    upstream.answers = [failure]
    await outbound.send("POST", URL, content=b"1", is_idempotent=True)
    assert [request.content for request in upstream.requests[2:]] == [b"1", b"1"]

    upstream.answers = [failure]
    with pytest.raises(error):
        await outbound.send("POST", URL)
    assert len(upstream.requests) == 5


async def test_attempts_are_limited(
    outbound: OutboundClient, upstream: Upstream
) -> None:
    upstream.answers = [Response(500)] * 5

    with pytest.raises(UpstreamStatusError):
        await outbound.send("GET", URL)

    assert len(upstream.requests) == 3


@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_is_obeyed(
    outbound: OutboundClient, upstream: Upstream, status: int
) -> None:
    upstream.answers = [Response(status, headers={"Retry-After": "1"})]

    await outbound.send("POST", URL)

    assert len(upstream.requests) == 2


@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_does_not_exceed_the_time(
    outbound: OutboundClient, upstream: Upstream, status: int
) -> None:
    upstream.answers = [Response(status, headers={"Retry-After": "60"})]

    with pytest.raises(UpstreamStatusError) as error:
        await outbound.send("GET", URL)

    assert len(upstream.requests) == 1
    assert error.value.retry_after == 60  # for the caller of this service


@pytest.mark.parametrize("status", [400, 404, 429])
async def test_refusal_is_not_retried(
    outbound: OutboundClient, upstream: Upstream, status: int
) -> None:
    upstream.answers = [Response(status)]

    with pytest.raises(UpstreamStatusError):
        await outbound.send("GET", URL)

    assert len(upstream.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Response(200, content=b"0" * 1001),
        Response(
            200,
            headers={"Content-Encoding": "gzip"},
            content=gzip.compress(b"0" * 1001),
        ),
    ],
)
async def test_large_response_is_refused(
    outbound: OutboundClient, upstream: Upstream, answer: Response
) -> None:
    # A response that has been read isn't streamed.
    upstream.answers = [Response(200, headers=answer.headers, stream=answer.stream)]

    with pytest.raises(UpstreamResponseError, match="too large"):
        await outbound.send("GET", URL)


@pytest.mark.parametrize(
    "answer",
    [
        Response(200, content=b"{"),
        Response(200, json={"available": "many"}),
    ],
)
async def test_unexpected_response_is_refused(
    outbound: OutboundClient, upstream: Upstream, answer: Response
) -> None:
    upstream.answers = [answer]

    with pytest.raises(UpstreamResponseError, match="Stock"):
        await outbound.fetch(URL, Stock)


async def test_undecodable_response_is_refused(
    outbound: OutboundClient, upstream: Upstream
) -> None:
    headers = {"Content-Encoding": "gzip"}
    stream = httpx2.ByteStream(b"no gzip")
    upstream.answers = [Response(200, headers=headers, stream=stream)]

    with pytest.raises(UpstreamResponseError):
        await outbound.send("GET", URL)


async def test_open_circuit_refuses_calls(
    outbound: OutboundClient, upstream: Upstream
) -> None:
    upstream.answers = [Response(500)] * 9
    for _ in range(3):
        with pytest.raises(UpstreamStatusError):
            await outbound.send("GET", URL)

    with pytest.raises(UpstreamBusyError):
        await outbound.send("GET", URL)

    await outbound.send("GET", "https://prices.example")
    assert len(upstream.requests) == 10


async def test_calls_at_the_same_time_are_limited(outbound: OutboundClient) -> None:
    host = outbound.hosts.of(httpx2.URL(URL))

    async with host.call(1):
        with pytest.raises(UpstreamBusyError):
            await outbound.send("GET", URL)
        await outbound.send("GET", "https://prices.example")

    await outbound.send("GET", URL)


async def test_number_of_known_hosts_is_limited(outbound: OutboundClient) -> None:
    for number in range(MAX_HOSTS + 1):
        outbound.hosts.of(httpx2.URL(f"https://host-{number}.example"))

    assert len(outbound.hosts.found) == MAX_HOSTS


@pytest.mark.parametrize("url", ["http://a:b", "file:///etc/passwd", "/path"])
async def test_other_urls_are_refused(outbound: OutboundClient, url: str) -> None:
    with pytest.raises(ForbiddenTargetError):
        await outbound.send("GET", url)
