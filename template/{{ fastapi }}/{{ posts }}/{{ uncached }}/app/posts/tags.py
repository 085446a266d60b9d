"""The HTTP endpoint of tags."""

from fastapi import APIRouter

from app.database import SessionDep
from app.posts import queries
from app.posts.schemas import TagList

router = APIRouter(prefix="/tags", tags=["tags"])


@router.get("")
async def list_tags(session: SessionDep) -> TagList:
    """List the tags of published posts, most used first."""
    return TagList(items=await queries.count_tags(session))
