"""What the service is measured against: its list and its probe, written by hand.

It is laid into the rendered service, whose models, schemas and engine it shares, and
has none of what the service puts around a request: no middleware, no log, no callers.
"""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from app.config import get_settings
from app.engine import create_engine
from app.pagination import Page
from app.posts.models import Post
from app.posts.schemas import PostRead
from app.users.models import User
from fastapi import Depends, FastAPI, Query
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import joinedload, selectinload

app = FastAPI()
sessions = async_sessionmaker(create_engine(get_settings()), expire_on_commit=False)


async def get_session() -> AsyncIterator[AsyncSession]:
    async with sessions() as session:
        yield session


@app.get("/health/live")
async def live() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/api/posts", response_model=Page[PostRead])
async def list_posts(
    session: Annotated[AsyncSession, Depends(get_session)],
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> dict[str, Any]:
    is_published = Post.published_at.is_not(None)
    total = await session.scalar(
        select(func.count()).select_from(Post).where(is_published)
    )
    posts = await session.scalars(
        select(Post)
        .where(is_published)
        .options(
            joinedload(Post.author, innerjoin=True).load_only(User.name),
            selectinload(Post.tags),
        )
        .order_by(Post.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return {"items": posts.all(), "total": total, "limit": limit, "offset": offset}
