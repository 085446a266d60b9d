"""Queries about posts, including who may read drafts."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement
from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import col, func, or_, select, true, update

from app.posts.models import Post, Tag
from app.posts.schemas import PostFilters, TagCount
from app.posts.upsert import insert_missing_tags
from app.queries import fetch_page
from app.sessions import Session
from app.users.models import Role, User

MAX_TAGS = 100

# SQLModel declares the type of a relationship's value, not that of the attribute.
RELATIONS = (
    joinedload(Post.author, innerjoin=True).load_only(User.name),  # type: ignore[arg-type]
    selectinload(Post.tags),  # type: ignore[arg-type]
)


def add(session: Session, posts: Sequence[tuple[Post, Iterable[str]]]) -> None:
    """Store new posts, each with the names of its tags."""
    tags = upsert_tags(session, {name for _, names in posts for name in names})
    for post, names in posts:
        post.tags = [tags[name] for name in set(names)]
    session.add_all(post for post, _ in posts)
    session.flush()


def list_page(
    session: Session, filters: PostFilters, *, caller: User | None
) -> tuple[Sequence[Post], int]:
    statement = select(Post).where(is_listed(caller)).order_by(col(Post.id).desc())
    if filters.q:
        statement = statement.where(
            or_(
                col(Post.title).icontains(filters.q, autoescape=True),
                col(Post.body).icontains(filters.q, autoescape=True),
            )
        )
    if filters.tag:
        statement = statement.where(
            col(Post.tags).any(col(Tag.name) == filters.tag.lower())
        )
    if filters.author_id is not None:
        statement = statement.where(Post.author_id == filters.author_id)
    return fetch_page(session, statement, filters, options=RELATIONS)


def count_tags(session: Session) -> list[TagCount]:
    """Count the published posts of each tag, and return the most used tags first."""
    posts = func.count().label("posts")
    statement = (
        select(Tag.name, posts)
        .select_from(Post)
        .join(Post.tags)  # type: ignore[arg-type]
        .where(col(Post.published_at).is_not(None))
        .group_by(col(Tag.name))
        .order_by(posts.desc(), col(Tag.name))
        .limit(MAX_TAGS)
    )
    rows = session.exec(statement)
    return [TagCount(name=name, posts=number) for name, number in rows]


def count_view(session: Session, post_id: int, *, caller: User | None) -> None:
    # The database increments the stored value, so parallel requests all count.
    # A view leaves updated_at as it is.
    session.exec(
        update(Post)
        .where(col(Post.id) == post_id, is_readable(caller))
        .values(views=col(Post.views) + 1, updated_at=Post.updated_at)
        .execution_options(synchronize_session=False)
    )


def find(session: Session, post_id: int, *, caller: User | None) -> Post | None:
    """Read a post, unless it is another author's draft."""
    statement = select(Post).where(Post.id == post_id, is_readable(caller))
    posts = session.exec(statement.options(*RELATIONS))
    return posts.first()


def lock(session: Session, post_id: int, *, caller: User | None) -> Post | None:
    """Read the stored post, and keep others from changing it until the commit."""
    statement = (
        select(Post)
        .where(Post.id == post_id, is_readable(caller))
        # A joined author would be locked, too.
        .options(
            selectinload(Post.author),  # type: ignore[arg-type]
            selectinload(Post.tags),  # type: ignore[arg-type]
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    posts = session.exec(statement)
    return posts.first()


def change(session: Session, post: Post, **values: object) -> None:
    """Set columns of a locked post."""
    post.sqlmodel_update(values)
    session.flush()


def set_tags(session: Session, post: Post, names: Iterable[str]) -> None:
    tags = upsert_tags(session, names)
    post.tags = list(tags.values())


def delete(session: Session, post: Post) -> None:
    session.delete(post)
    session.flush()


def upsert_tags(session: Session, names: Iterable[str]) -> Mapping[str, Tag]:
    """Return the tags with these names, and create those that are missing."""
    wanted = set(names)
    if not wanted:
        return {}
    session.exec(insert_missing_tags(wanted))
    tags = session.exec(select(Tag).where(col(Tag.name).in_(wanted)))
    return {tag.name: tag for tag in tags}


def is_listed(caller: User | None) -> ColumnElement[bool]:
    is_published = col(Post.published_at).is_not(None)
    return (
        is_published
        if caller is None
        else is_published | (col(Post.author_id) == caller.id)
    )


def is_readable(caller: User | None) -> ColumnElement[bool]:
    if caller is not None and caller.role is Role.ADMIN:
        return true()
    return is_listed(caller)
