"""Factories that store rows for tests, through the services.

A factory takes fields in place of its defaults. It commits, so that a rollback by the
code under test leaves the row.
"""

from typing import Any

from app.posts import service as posts
from app.posts.models import Post
from app.posts.schemas import PostCreate
from app.sessions import AsyncSession
from app.users import service as users
from app.users.models import Role, User
from app.users.schemas import UserCreate
from tests.api.accounts import registration


async def make_user(
    session: AsyncSession,
    *,
    role: Role = Role.USER,
    email_verified: bool = False,
    **fields: Any,
) -> User:
    user = await users.create(
        session,
        data=UserCreate.model_validate(registration(**fields)),
        role=role,
        email_verified=email_verified,
    )
    await session.commit()
    return user


async def make_post(
    session: AsyncSession, *, author: User | None = None, **fields: Any
) -> Post:
    post = await posts.create(
        session,
        author=author or await make_user(session),
        data=PostCreate(**{"title": "A title", "body": "Some text.", **fields}),
    )
    await session.commit()
    return post
