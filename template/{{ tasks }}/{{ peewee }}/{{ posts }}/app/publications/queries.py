"""Queries about scheduled publications."""

from collections.abc import Sequence

from app.models import utc_now
from app.posts.models import Post
from app.posts.queries import with_relations
from app.publications.models import Publication
from app.sessions import Session


def find(session: Session, post_id: int) -> Publication | None:
    return Publication.get_or_none(Publication.post == post_id)


def replace(session: Session, publication: Publication) -> None:
    """Store a publication instead of the one that its locked post has, if any."""
    clear(session, [publication.post_id])
    publication.save(force_insert=True)


def clear(session: Session, post_ids: Sequence[int]) -> None:
    """Delete the publications of posts."""
    Publication.delete().where(Publication.post.in_(post_ids)).execute()


def list_due(session: Session, *, limit: int) -> Sequence[int]:
    """Return the ids of posts whose publication is due, earliest first."""
    due = Publication.select().where(Publication.publish_at <= utc_now())
    due = due.order_by(Publication.publish_at, Publication.post).limit(limit)
    return [publication.post_id for publication in due]


def lock_due(session: Session, post_id: int) -> Post | None:
    """Read a post whose publication is due, and lock the post until the commit."""
    Post.select(Post.id).where(Post.id == post_id).for_update().get_or_none()
    due = Publication.select(Publication.post).where(
        Publication.publish_at <= utc_now()
    )
    posts = Post.select().where(Post.id == post_id, Post.id.in_(due))
    return with_relations(posts).get_or_none()
