"""Exact decimal numbers on SQLite."""

from typing import Any

from tortoise import fields


class DecimalField(fields.DecimalField[Any]):
    """A decimal number of at most 15 digits, compared and sorted as a number.

    Tortoise's own is text on SQLite, where "10" comes before "9".
    """

    class _db_sqlite:  # noqa: N801
        SQL_TYPE = "NUMERIC"
