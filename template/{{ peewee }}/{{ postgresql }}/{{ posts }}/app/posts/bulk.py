"""Storing many posts at once."""

from collections.abc import Sequence

from app.posts.models import Post


def insert(posts: Sequence[Post]) -> None:
    """Store new posts by one statement, which returns their ids."""
    Post.bulk_create(posts)
