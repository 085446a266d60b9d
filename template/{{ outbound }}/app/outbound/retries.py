"""Which calls are tried again, and when."""

import re
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from math import ceil

from app.outbound.errors import UpstreamError, UpstreamStatusError

IDEMPOTENT = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE"}
MAX_WAIT_SECONDS = 1.0


def retry_until(
    deadline: float, *, is_idempotent: bool
) -> Callable[[Exception], bool | float]:
    """Return a hook of Stamina: whether to try again, or after how many seconds.

    An idempotent call is repeated after an outage. Any call is repeated if the host
    asks for it by `Retry-After`, since it has not handled the request.
    """

    def hook(error: Exception) -> bool | float:
        seconds_left = deadline - time.monotonic()
        match error:
            case UpstreamStatusError(
                status=429 | 503, has_retry_after=True, retry_after=int(seconds)
            ):
                return seconds < seconds_left and float(seconds)
            case UpstreamError(is_outage=True):
                return is_idempotent and seconds_left > MAX_WAIT_SECONDS
        return False

    return hook


def parse_retry_after(value: str | None) -> int | None:
    """Parse a `Retry-After` header, in seconds or as a date (RFC 9110, 10.2.3)."""
    if value is None:
        return None
    if re.fullmatch("[0-9]{1,9}", value):
        return int(value)
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0, ceil(date.timestamp() - time.time()))
