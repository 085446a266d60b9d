"""Events of posts."""

from collections.abc import Sequence

from app.events import Event
from app.posts.models import Post
from app.sessions import AsyncSession


@Event
async def posts_changed(session: AsyncSession) -> None:
    """Posts were created, updated, published or deleted."""


@Event
async def post_published(session: AsyncSession, *, posts: Sequence[Post]) -> None:
    """Posts were published that were drafts or didn't exist before."""
