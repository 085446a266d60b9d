"""One exchange of a request and its response, within its bounds."""

import httpx2

from app.outbound.deadlines import deadline
from app.outbound.errors import (
    UpstreamConnectionError,
    UpstreamResponseError,
    UpstreamTimeoutError,
)


def exchange(
    client: httpx2.Client, request: httpx2.Request, *, seconds: float, max_bytes: int
) -> httpx2.Response:
    """Send a request, and read the response.

    Raises:
        UpstreamError: There is no complete response within these bounds.
    """
    try:
        with deadline(seconds):
            response = client.send(request, stream=True)
            try:
                content = read(response, max_bytes)
            finally:
                response.close()
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


def read(response: httpx2.Response, max_bytes: int) -> bytes:
    """Read the body, decompressed. `Content-Length` may be wrong or absent."""
    content = bytearray()
    for chunk in response.iter_bytes():
        content += chunk
        if len(content) > max_bytes:
            raise UpstreamResponseError("The response is too large.")
    return bytes(content)
