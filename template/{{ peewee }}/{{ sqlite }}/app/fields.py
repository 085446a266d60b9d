"""Fields for models, in addition to Peewee's."""

from datetime import UTC, datetime

from peewee import CharField, DateTimeField

__all__ = ["CharField", "UTCDateTimeField"]


class UTCDateTimeField(DateTimeField):
    """An aware datetime in UTC, stored as text without a time zone.

    Raises:
        ValueError: The datetime is naive.
    """

    def db_value(self, value: datetime | None) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        stored = value.astimezone(UTC).replace(tzinfo=None)
        return stored.isoformat(" ", timespec="microseconds")

    def python_value(self, value: str | None) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value + "+00:00")
