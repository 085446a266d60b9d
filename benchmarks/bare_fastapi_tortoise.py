"""What the service is measured against: its list and its probe, written by hand.

It is laid into the rendered service, whose models, schemas and engine it shares, and
has none of what the service puts around a request: no middleware, no log, no callers.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from app.config import get_settings
from app.engine import connection
from app.models import configure
from app.pagination import Page
from app.posts.models import Post
from app.posts.schemas import PostRead
from fastapi import FastAPI, Query
from tortoise.contrib.fastapi import RegisterTortoise


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with RegisterTortoise(app, configure(connection(get_settings()))):
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/health/live")
async def live() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/api/posts", response_model=Page[PostRead])
async def list_posts(
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> dict[str, Any]:
    published = Post.filter(published_at__isnull=False)
    posts = (
        await published.select_related("author")
        .prefetch_related("tags")
        .order_by("-id")
        .limit(limit)
        .offset(offset)
    )
    total = await published.count()
    return {"items": posts, "total": total, "limit": limit, "offset": offset}
