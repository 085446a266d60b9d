"""Inserts of rows that a concurrent request may insert, too."""

from collections.abc import Iterable

from sqlalchemy.dialects.mysql import Insert, insert

from app.posts.models import Tag


def insert_missing_tags(names: Iterable[str]) -> Insert:
    """Insert the tags that don't exist yet."""
    # Requests that lock rows in the same order can't deadlock.
    rows = [{"name": name} for name in sorted(names)]
    statement = insert(Tag).values(rows)
    return statement.on_duplicate_key_update(name=statement.inserted.name)
