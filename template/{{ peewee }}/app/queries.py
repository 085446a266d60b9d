"""Queries shared by several features."""

from collections.abc import Mapping

from peewee import Expression, Field, fn

from app.models import Timestamps


def contains(field: Field, text: str) -> Expression:
    """Match rows whose field contains the text, ignoring case in any alphabet."""
    return fn.LOWER(field).contains(text.lower())


def change(row: Timestamps, values: Mapping[str, object]) -> None:
    """Update the columns of a locked row whose values differ."""
    changed = {
        name: value for name, value in values.items() if value != getattr(row, name)
    }
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.save(only=changed)
