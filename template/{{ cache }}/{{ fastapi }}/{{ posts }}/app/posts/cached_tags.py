"""The tags in the cache, which every change of posts invalidates."""

from fastapi import FastAPI
from pydantic import TypeAdapter

from app.cache.cached import Cached
from app.posts.events import posts_changed
from app.posts.schemas import TagList
from app.sessions import AsyncSession, on_commit
from app.users.events import user_deleted
from app.users.models import User

TAGS = Cached("tags", TypeAdapter(TagList), seconds=60)


@posts_changed.connect
async def on_posts_changed(session: AsyncSession) -> None:
    on_commit(session, invalidate)


@user_deleted.connect
async def on_user_deleted(session: AsyncSession, *, user: User) -> None:
    on_commit(session, invalidate)


async def invalidate(app: FastAPI) -> None:
    await TAGS.invalidate(app.state.cache)
