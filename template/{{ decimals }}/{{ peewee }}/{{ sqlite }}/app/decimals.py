"""Exact decimal numbers, which SQLite does not have."""

from decimal import Decimal
from typing import Any

from peewee import DecimalField


class ExactDecimalField(DecimalField):
    """A decimal number, stored as a multiple of its last place.

    SQLite would store it as a float. With integers, sums and comparisons stay exact.
    """

    field_type = "BIGINT"

    def get_modifiers(self) -> Any:
        return None

    def db_value(self, value: Decimal | None) -> int | None:
        return None if value is None else int(value.scaleb(self.decimal_places))

    def python_value(self, value: int | None) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.decimal_places)
