"""The fields of the models, where MySQL would lose or confuse something."""

from datetime import UTC, datetime
from typing import Any

import peewee
from peewee import DateTimeField


class CharField(peewee.CharField):
    """A text of which each letter counts: by default "é" would equal "e"."""

    def __init__(self, **options: Any) -> None:
        super().__init__(collation="utf8mb4_bin", **options)


class UTCDateTimeField(DateTimeField):
    """A moment: aware and in UTC in Python, to the microsecond in the database.

    Raises:
        ValueError: For a naive value, which would be a guess.
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
