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
from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

app = FastAPI()
sessions = async_sessionmaker(
    create_engine(get_settings()), class_=AsyncSession, expire_on_commit=False
)


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
    is_published = col(Post.published_at).is_not(None)
    total = await session.exec(
        select(func.count()).select_from(Post).where(is_published)
    )
    posts = await session.exec(
        select(Post)
        .where(is_published)
        .options(
            joinedload(Post.author, innerjoin=True).load_only(User.name),
            selectinload(Post.tags),
        )
        .order_by(col(Post.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return {
        "items": posts.all(),
        "total": total.one(),
        "limit": limit,
        "offset": offset,
    }
