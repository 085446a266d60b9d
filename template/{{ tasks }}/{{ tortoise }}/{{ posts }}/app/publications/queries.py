"""Queries about scheduled publications."""

from collections.abc import Iterable, Sequence

from app.models import utc_now
from app.posts.models import Post
from app.publications.models import Publication
from app.sessions import AsyncSession


async def find(session: AsyncSession, post_id: int) -> Publication | None:
    db = await session.connection()
    return await Publication.get_or_none(post_id=post_id, using_db=db)


async def replace(session: AsyncSession, publication: Publication) -> None:
    """Store a publication instead of the one that its locked post has, if any."""
    await clear(session, [publication.post_id])
    await publication.save(using_db=await session.connection())


async def clear(session: AsyncSession, post_ids: Iterable[int]) -> None:
    """Delete the publications of posts."""
    publications = Publication.filter(post_id__in=post_ids)
    await publications.using_db(await session.connection()).delete()


async def list_due(session: AsyncSession, *, limit: int) -> Sequence[int]:
    """Return the ids of posts whose publication is due, earliest first."""
    due = Publication.filter(publish_at__lte=utc_now())
    due = due.order_by("publish_at", "post_id").limit(limit)
    rows = await due.using_db(await session.connection()).values_list("post_id")
    return [post_id for (post_id,) in rows]


async def lock_due(session: AsyncSession, post_id: int) -> Post | None:
    """Read a post whose publication is due, and lock the post until the commit."""
    db = await session.connection()
    posts = Post.select_for_update(using_db=db).prefetch_related("author", "tags")
    post = await posts.get_or_none(id=post_id)
    publications = Publication.filter(post_id=post_id, publish_at__lte=utc_now())
    return post if await publications.using_db(db).exists() else None
