"""Factories of posts."""

from typing import Any

from app.posts import service
from app.posts.models import Post
from app.posts.schemas import PostCreate
from app.sessions import Session
from app.users.models import User
from tests.factories import make_user


def make_post(session: Session, *, author: User | None = None, **fields: Any) -> Post:
    post = service.create(
        session,
        author=author or make_user(session),
        data=PostCreate(**{"title": "A title", "body": "Some text.", **fields}),
    )
    session.commit()
    return post
