"""Queries that several features make."""

from collections.abc import Mapping

from peewee import Expression, Field, fn

from app.models import Timestamps


def contains(field: Field, text: str) -> Expression:
    """Whether the text is a part of the field's, ignoring case in any alphabet."""
    return fn.LOWER(field).contains(text.lower())


def change(row: Timestamps, values: Mapping[str, object]) -> None:
    """Write these columns of a row that is locked, and leave the others alone."""
    changed = {
        name: value for name, value in values.items() if value != getattr(row, name)
    }
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.save(only=changed)
