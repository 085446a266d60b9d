"""Queries about scheduled publications."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import selectinload

from app.models import utc_now
from app.posts.models import Post
from app.publications.models import Publication
from app.sessions import Session


def find(session: Session, post_id: int) -> Publication | None:
    return session.get(Publication, post_id)


def replace(session: Session, publication: Publication) -> None:
    """Store a publication instead of the one that its locked post has, if any."""
    clear(session, [publication.post_id])
    session.add(publication)
    session.flush()


def clear(session: Session, post_ids: Iterable[int]) -> None:
    """Delete the publications of posts."""
    session.execute(delete(Publication).where(Publication.post_id.in_(post_ids)))


def list_due(session: Session, *, limit: int) -> Sequence[int]:
    """Return the ids of posts whose publication is due, earliest first."""
    statement = (
        select(Publication.post_id)
        .where(Publication.publish_at <= utc_now())
        .order_by(Publication.publish_at, Publication.post_id)
    )
    return session.scalars(statement.limit(limit)).all()


def lock_due(session: Session, post_id: int) -> Post | None:
    """Read a post whose publication is due, and lock the post until the commit."""
    lock = select(Post.id).where(Post.id == post_id).with_for_update()
    session.execute(lock)
    statement = (
        select(Post)
        .join(Publication, Publication.post_id == Post.id)
        .where(Post.id == post_id, Publication.publish_at <= utc_now())
        .options(selectinload(Post.author), selectinload(Post.tags))
        .execution_options(populate_existing=True)
    )
    return session.scalar(statement)
