"""Fields for models, in addition to Peewee's."""

from datetime import UTC, datetime
from typing import Any

import peewee
from peewee import DateTimeField


class CharField(peewee.CharField):
    """Text compared by its exact characters; by default, "é" would equal "e"."""

    def __init__(self, **options: Any) -> None:
        super().__init__(collation="utf8mb4_bin", **options)


class UTCDateTimeField(DateTimeField):
    """An aware datetime in UTC, stored with microseconds and without a time zone.

    Raises:
        ValueError: The datetime is naive.
    """

    field_type = "DATETIME(6)"

    def db_value(self, value: datetime | None) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def python_value(self, value: datetime | None) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)
