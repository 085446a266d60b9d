"""The client of other services: one for each process."""

import logging
import time
from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TypeVar

import structlog
from httpx2 import (
    AsyncBaseTransport,
    AsyncClient,
    InvalidURL,
    Request,
    Response,
    Timeout,
)
from pydantic import BaseModel, ValidationError
from stamina import AsyncRetryingCaller

from app.log import current_request_id
from app.outbound.bounds import DEFAULT, Bounds
from app.outbound.errors import (
    ForbiddenTargetError,
    UpstreamError,
    UpstreamResponseError,
    UpstreamStatusError,
)
from app.outbound.exchange import exchange
from app.outbound.hosts import Hosts
from app.outbound.retries import (
    IDEMPOTENT,
    MAX_WAIT_SECONDS,
    parse_retry_after,
    retry_until,
)
from app.outbound.transport import Transport

T = TypeVar("T", bound=BaseModel)

log = structlog.get_logger()


class OutboundClient:
    """Calls other services. Every call ends within its bounds.

    Redirects are not followed, cookies are not kept, and proxies of the environment
    are not used.

    Args:
        transport: In tests, `httpx2.MockTransport`.
    """

    def __init__(
        self, bounds: Bounds = DEFAULT, transport: AsyncBaseTransport | None = None
    ) -> None:
        # HTTPX logs whole URLs, which may contain secrets.
        logging.getLogger("httpx2").setLevel(logging.WARNING)
        self.bounds = bounds
        self.hosts = Hosts(bounds)
        self.http = AsyncClient(
            transport=transport or Transport(bounds),
            timeout=Timeout(bounds.read, connect=bounds.connect, pool=bounds.queue),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )
        self.retry = AsyncRetryingCaller(
            attempts=bounds.attempts,
            timeout=None,  # see `retry_until`
            wait_max=MAX_WAIT_SECONDS,
            wait_jitter=MAX_WAIT_SECONDS / 4,
        )

    async def fetch(
        self,
        url: str,
        model: type[T],
        *,
        public_only: bool = False,
        seconds: float | None = None,
    ) -> T:
        """Read a resource. The arguments are those of `send`.

        Raises:
            UpstreamError: The host doesn't answer with such a resource.
        """
        headers = {"Accept": "application/json"}
        response = await self.send(
            "GET", url, headers=headers, public_only=public_only, seconds=seconds
        )
        try:
            return model.model_validate_json(response.content)
        except ValidationError as error:
            reason = f"The response is not a valid {model.__name__}."
            log.warning("outbound.failed", host=response.url.host, reason=reason)
            raise UpstreamResponseError(reason) from error

    async def send(  # noqa: PLR0913
        self,
        method: str,
        url: str,
        *,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        is_idempotent: bool | None = None,
        public_only: bool = False,
        seconds: float | None = None,
    ) -> Response:
        """Send a request, and again after an outage if that is safe.

        Args:
            is_idempotent: Whether the host handles a repeated request once. By
                default, the method decides.
            public_only: Refuse private addresses. Use it for URLs from users.
            seconds: The time for the whole call, instead of `Bounds.total`.

        Raises:
            UpstreamError: The host doesn't answer with a status of 2xx.
        """
        request = self.build_request(method, url, content, headers, public_only)
        if is_idempotent is None:
            is_idempotent = method in IDEMPOTENT
        start = time.monotonic()
        deadline = start + (seconds or self.bounds.total)
        retry = retry_until(deadline, is_idempotent=is_idempotent)
        call = {"method": method, "host": request.url.host}
        try:
            response = await self.retry(retry, self.attempt, request, deadline)
        except UpstreamError as error:
            log.warning("outbound.failed", **call, reason=str(error))
            raise
        milliseconds = round((time.monotonic() - start) * 1000, 1)
        status = response.status_code
        log.info("outbound", **call, status=status, milliseconds=milliseconds)
        return response

    def build_request(
        self,
        method: str,
        url: str,
        content: bytes | None,
        headers: Mapping[str, str] | None,
        public_only: bool,
    ) -> Request:
        try:
            request = self.http.build_request(
                method,
                url,
                content=content,
                headers={"X-Request-ID": current_request_id(), **(headers or {})},
                extensions={"public_only": public_only},
            )
        except InvalidURL as error:
            raise ForbiddenTargetError(str(error)) from error
        if request.url.scheme not in ("http", "https"):
            raise ForbiddenTargetError("The URL must begin with http:// or https://.")
        return request

    async def attempt(self, request: Request, deadline: float) -> Response:
        host = self.hosts.of(request.url)
        seconds_left = deadline - time.monotonic()
        async with host.call(min(self.bounds.queue, seconds_left)):
            response = await exchange(
                self.http,
                request,
                seconds=deadline - time.monotonic(),
                max_bytes=self.bounds.response_bytes,
            )
            if not response.is_success:
                retry_after = parse_retry_after(response.headers.get("retry-after"))
                raise UpstreamStatusError(response.status_code, retry_after)
        return response

    async def aclose(self) -> None:
        await self.http.aclose()
