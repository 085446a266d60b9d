"""Business rules of scheduled publications."""

from collections.abc import Sequence
from datetime import datetime

from app.errors import ConflictError, NotFoundError
from app.posts import service as post_service
from app.posts.events import post_published
from app.posts.models import Post
from app.posts.schemas import PostUpdate
from app.publications import queries
from app.publications.models import Publication
from app.sessions import AsyncSession
from app.users.models import User


class AlreadyPublishedError(ConflictError):
    code = "already_published"
    detail = "The post is already published."


async def get(session: AsyncSession, *, post_id: int, caller: User) -> Publication:
    """Read the publication of a post that the caller may change.

    Raises:
        NotFoundError: None is scheduled, or the post is not visible to the caller.
        ForbiddenError: The post is another author's.
    """
    await post_service.get_own(session, post_id=post_id, caller=caller)
    publication = await queries.find(session, post_id)
    if publication is None:
        raise NotFoundError
    return publication


async def schedule(
    session: AsyncSession, *, post: Post, publish_at: datetime
) -> Publication:
    """Schedule the publication of a locked draft, or change its time.

    Raises:
        AlreadyPublishedError: The post is published.
    """
    if post.published_at is not None:
        raise AlreadyPublishedError
    publication = Publication(post_id=post.id, publish_at=publish_at)
    await queries.replace(session, publication)
    return publication


async def cancel(session: AsyncSession, *, post: Post) -> None:
    """Keep a locked post as a draft.

    Raises:
        NotFoundError: No publication is scheduled.
    """
    if await queries.find(session, post.id) is None:
        raise NotFoundError
    await queries.clear(session, [post.id])


async def publish_if_due(session: AsyncSession, *, post_id: int) -> None:
    """Publish a post, unless this was done or cancelled in the meantime."""
    post = await queries.lock_due(session, post_id)
    if post is not None:
        await queries.clear(session, [post.id])
        data = PostUpdate(published=True)
        await post_service.update_own(session, post=post, data=data)


@post_published.connect
async def clear(session: AsyncSession, *, posts: Sequence[Post]) -> None:
    """Delete the publications of posts that are published, also by hand."""
    await queries.clear(session, [post.id for post in posts])
