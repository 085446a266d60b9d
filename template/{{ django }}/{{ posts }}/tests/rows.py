"""Rows for tests that compare few with many."""

from uuid import uuid4

from tests.posts.factories import make_post


def make_rows(number: int) -> None:
    """Publish posts, each by an author and with a tag that no other post has."""
    for _ in range(number):
        make_post(tags=[uuid4().hex, "shared"], published=True)
