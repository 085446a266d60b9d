"""Factories of posts."""

from typing import Any

from app.posts import service
from app.posts.models import Post
from app.posts.schemas import PostCreate
from app.sessions import AsyncSession
from app.users.models import User
from tests.factories import make_user


async def make_post(
    session: AsyncSession, *, author: User | None = None, **fields: Any
) -> Post:
    post = await service.create(
        session,
        author=author or await make_user(session),
        data=PostCreate(**{"title": "A title", "body": "Some text.", **fields}),
    )
    await session.commit()
    return post
