"""The fields of the models, beside those of Peewee that need nothing."""

from datetime import UTC, datetime

from peewee import CharField, DateTimeField

__all__ = ["CharField", "UTCDateTimeField"]


class UTCDateTimeField(DateTimeField):
    """A moment: aware and in UTC in Python, whatever the zone of the connection.

    Raises:
        ValueError: For a naive value, which would be a guess.
    """

    field_type = "TIMESTAMP WITH TIME ZONE"

    def db_value(self, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value

    def python_value(self, value: datetime | None) -> datetime | None:
        return None if value is None else value.astimezone(UTC)
