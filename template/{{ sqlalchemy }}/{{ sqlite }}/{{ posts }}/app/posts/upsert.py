"""Inserts of rows that a concurrent request may insert, too."""

from collections.abc import Iterable

from sqlalchemy.dialects.sqlite import Insert, insert

from app.posts.models import Tag


def insert_missing_tags(names: Iterable[str]) -> Insert:
    """Insert the tags that don't exist yet."""
    rows = [{"name": name} for name in names]
    return insert(Tag).values(rows).on_conflict_do_nothing(index_elements=[Tag.name])
