"""The HTTP endpoint of tags."""

from fastapi import APIRouter

from app.cache import CacheDep
from app.database import SessionDep
from app.posts import queries
from app.posts.cached_tags import TAGS
from app.posts.schemas import TagList

router = APIRouter(prefix="/tags", tags=["tags"])


@router.get("")
async def list_tags(session: SessionDep, cache: CacheDep) -> TagList:
    """List the tags of published posts, most used first."""

    async def count() -> TagList:
        return TagList(items=await queries.count_tags(session))

    return await TAGS.get(cache, count)
