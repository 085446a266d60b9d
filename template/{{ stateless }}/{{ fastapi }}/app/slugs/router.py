"""Slugs, over HTTP."""

from fastapi import APIRouter

from app.slugs import service
from app.slugs.schemas import SlugCreate, SlugRead

router = APIRouter(prefix="/slugs", tags=["slugs"])


@router.post(
    "", responses={422: {"description": "The body is not valid, or no slug is left."}}
)
async def create_slug(data: SlugCreate) -> SlugRead:
    """Make a name for a URL out of a text."""
    return SlugRead(slug=service.slugify(data.text, max_length=data.max_length))
