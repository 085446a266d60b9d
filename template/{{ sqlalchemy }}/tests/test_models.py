"""Column types."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Dialect, create_mock_engine

from app.columns import UTCDateTime

DIALECT: Dialect = create_mock_engine("sqlite://", lambda *_: None).dialect
NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)


def test_datetime_is_stored_in_utc() -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=2)))

    stored = UTCDateTime().process_bind_param(elsewhere, DIALECT)

    assert stored == NOON
    assert stored.tzinfo is UTC


def test_datetime_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        UTCDateTime().process_bind_param(NOON.replace(tzinfo=None), DIALECT)


@pytest.mark.parametrize(
    "value", [NOON, NOON.replace(tzinfo=None), NOON.astimezone(timezone.min)]
)
def test_datetime_is_read_in_utc(value: datetime) -> None:
    assert UTCDateTime().process_result_value(value, DIALECT) == NOON
