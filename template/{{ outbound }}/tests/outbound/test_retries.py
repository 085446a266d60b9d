"""The wait before a call is repeated."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from app.outbound.retries import parse_retry_after


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("7", 7),
        ("-7", None),
        ("9" * 100, None),
        ("soon", None),
        ("Fri, 31 Dec 1999 23:59:59 GMT", 0),
    ],
)
def test_retry_after_is_parsed(value: str | None, seconds: int | None) -> None:
    assert parse_retry_after(value) == seconds


def test_retry_after_may_be_a_date() -> None:
    date = datetime.now(UTC) + timedelta(hours=1)

    assert parse_retry_after(format_datetime(date)) in range(3590, 3602)
