"""Rows that the body of a request refers to."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from app.errors import InvalidInputError


def require_rows(rows: QuerySet[Any], ids: Iterable[int], pointer: str) -> None:
    """Check that there are rows with these ids.

    Args:
        pointer: Where the ids are in the body.

    Raises:
        InvalidInputError: One of the rows doesn't exist.
    """
    wanted = set(ids)
    if rows.filter(pk__in=wanted).count() < len(wanted):
        label = rows.model._meta.verbose_name
        raise InvalidInputError(pointer, f"There is no such {label}.")
