"""Fields for models, in addition to Peewee's."""

from datetime import UTC, datetime

from peewee import CharField, DateTimeField

__all__ = ["CharField", "UTCDateTimeField"]


class UTCDateTimeField(DateTimeField):
    """An aware datetime in UTC, whatever the time zone of the connection.

    Raises:
        ValueError: The datetime is naive.
    """

    field_type = "TIMESTAMP WITH TIME ZONE"

    def db_value(self, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value

    def python_value(self, value: datetime | None) -> datetime | None:
        return None if value is None else value.astimezone(UTC)
