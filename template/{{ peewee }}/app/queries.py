"""Conditions that several features ask for."""

from peewee import Expression, Field, fn


def contains(field: Field, text: str) -> Expression:
    """Whether the text is a part of the field's, ignoring case in any alphabet."""
    return fn.LOWER(field).contains(text.lower())
