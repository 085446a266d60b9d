"""Factories of posts."""

from typing import Any

from app.posts import service
from app.posts.models import Post
from app.users.models import User
from tests.factories import make_user


def make_post(*, author: User | None = None, **fields: Any) -> Post:
    defaults = {"title": "A title", "body": "Some text."}
    return service.create(author=author or make_user(), data=defaults | fields)
