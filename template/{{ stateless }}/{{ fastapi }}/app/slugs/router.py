"""The HTTP endpoints of slugs."""

from fastapi import APIRouter

from app.slugs import service
from app.slugs.schemas import SlugCreate, SlugRead

router = APIRouter(prefix="/slugs", tags=["slugs"])


INVALID = "The body is not valid, or the text has no ASCII letter or digit."


@router.post("", responses={422: {"description": INVALID}})
async def create_slug(data: SlugCreate) -> SlugRead:
    """Create a slug for a URL from a text."""
    return SlugRead(slug=service.slugify(data.text, max_length=data.max_length))
