"""Bulk inserts of posts."""

from collections.abc import Sequence

from app.posts.models import Post


def insert(posts: Sequence[Post]) -> None:
    """Insert new posts with one statement, which returns their ids."""
    Post.bulk_create(posts)
