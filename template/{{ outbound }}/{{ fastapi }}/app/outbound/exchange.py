"""One exchange of a request and its response, within its bounds."""

import asyncio

import httpx2

from app.outbound.errors import (
    UpstreamConnectionError,
    UpstreamResponseError,
    UpstreamTimeoutError,
)


async def exchange(
    client: httpx2.AsyncClient,
    request: httpx2.Request,
    *,
    seconds: float,
    max_bytes: int,
) -> httpx2.Response:
    """Send a request, and read the response.

    Raises:
        UpstreamError: There is no complete response within these bounds.
    """
    try:
        async with asyncio.timeout(seconds):
            response = await client.send(request, stream=True)
            try:
                content = await read(response, max_bytes)
            finally:
                await response.aclose()
    except (TimeoutError, httpx2.TimeoutException) as error:
        raise UpstreamTimeoutError(str(error) or "The call took too long.") from error
    except httpx2.DecodingError as error:
        raise UpstreamResponseError(str(error)) from error
    except httpx2.RequestError as error:
        raise UpstreamConnectionError(str(error) or repr(error)) from error
    headers = httpx2.Headers(response.headers)
    headers.pop("content-encoding", None)  # the content is decoded
    return httpx2.Response(
        response.status_code, headers=headers, content=content, request=request
    )


async def read(response: httpx2.Response, max_bytes: int) -> bytes:
    """Read the body, decompressed. `Content-Length` may be wrong or absent."""
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > max_bytes:
            raise UpstreamResponseError("The response is too large.")
    return bytes(content)
