"""Exact decimal numbers, which SQLite does not have."""

from decimal import Decimal

from sqlalchemy import BigInteger, Dialect, TypeDecorator


class ExactNumeric(TypeDecorator[Decimal]):
    """A decimal number, stored as a multiple of its last place.

    SQLite would store it as a float. With integers, sums and comparisons stay exact.

    Args:
        digits: Digits in all, at most 18.
        places: How many of them follow the decimal point.
    """

    impl = BigInteger
    cache_ok = True

    def __init__(self, digits: int, places: int) -> None:
        super().__init__()
        self.digits = digits
        self.places = places

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value.scaleb(self.places))

    def process_result_value(
        self, value: int | None, dialect: Dialect
    ) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.places)
