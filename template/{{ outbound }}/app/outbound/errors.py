"""Errors of calls to other services. Callers get 503; the log has the cause."""

from app.errors import UnavailableError


class UpstreamError(UnavailableError):
    """A call to another service failed.

    Attributes:
        is_outage: Whether the host seems to be down or overloaded, so that a later
            call may succeed.
    """

    detail = "A service that this one needs is unavailable. Please try again later."
    is_outage = False


class UpstreamTimeoutError(UpstreamError):
    """The host did not answer in time."""

    is_outage = True


class UpstreamConnectionError(UpstreamError):
    """The host can't be reached, closed the connection or broke the protocol."""

    is_outage = True


class UpstreamBusyError(UpstreamError):
    """The call was not made: the circuit is open, or too many calls are in progress."""


class UpstreamStatusError(UpstreamError):
    """The host answered with a status that is not 2xx.

    Args:
        status: The status of the response.
        retry_after: The seconds in its `Retry-After` header, if any.
    """

    def __init__(self, status: int, retry_after: int | None) -> None:
        super().__init__(f"The response has status {status}.")
        self.status = status
        self.is_outage = status >= 500
        self.has_retry_after = retry_after is not None
        self.retry_after = retry_after or self.retry_after


class UpstreamResponseError(UpstreamError):
    """The response is too large, or is not what was expected."""


class ForbiddenTargetError(UpstreamError):
    """The target is not on the public internet."""
