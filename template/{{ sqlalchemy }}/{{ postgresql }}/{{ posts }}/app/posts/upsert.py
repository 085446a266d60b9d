"""Inserting what another request may be inserting too."""

from collections.abc import Iterable

from sqlalchemy.dialects.postgresql import Insert, insert

from app.posts.models import Tag


def insert_missing_tags(names: Iterable[str]) -> Insert:
    """Add the tags that are not there; the others stay as they are."""
    # Sorted: two requests that lock the same rows in one order can't deadlock.
    rows = [{"name": name} for name in sorted(names)]
    return insert(Tag).values(rows).on_conflict_do_nothing(index_elements=[Tag.name])
