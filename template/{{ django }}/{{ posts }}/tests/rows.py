"""Rows for tests to which it matters how many there are."""

from uuid import uuid4

from app.posts import service
from tests.factories import make_user


def make_rows(number: int) -> None:
    """Publish so many posts, each by an author and with a tag of its own."""
    for _ in range(number):
        data = {
            "title": "A title",
            "body": "Some text.",
            "tags": [uuid4().hex, "shared"],
            "published": True,
        }
        service.create(author=make_user(), data=data)
