"""Factories that store rows for tests, through the services.

A factory takes fields in place of its defaults.
"""

from typing import Any
from uuid import uuid4

from app.posts import service as posts
from app.posts.models import Post
from app.users import service as users
from app.users.models import Role, User

PASSWORD = "Correct horse 1"


def make_user(**fields: Any) -> User:
    defaults = {
        "email": f"{uuid4().hex}@example.com",
        "name": "Some One",
        "password": PASSWORD,
    }
    return users.create(**defaults | fields)


def make_admin() -> User:
    return make_user(name="Administrator", role=Role.ADMIN)


def make_post(*, author: User | None = None, **fields: Any) -> Post:
    defaults = {"title": "A title", "body": "Some text."}
    return posts.create(author=author or make_user(), data=defaults | fields)
