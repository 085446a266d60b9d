"""Queries about posts, including who may read drafts."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, func, or_, select, true, update
from sqlalchemy.orm import joinedload, selectinload

from app.posts.models import Post, Tag
from app.posts.schemas import PostFilters, TagCount
from app.posts.upsert import insert_missing_tags
from app.queries import fetch_page
from app.sessions import AsyncSession
from app.users.models import Role, User

MAX_TAGS = 100
RELATIONS = (
    joinedload(Post.author, innerjoin=True).load_only(User.name),
    selectinload(Post.tags),
)


async def add(
    session: AsyncSession, posts: Sequence[tuple[Post, Iterable[str]]]
) -> None:
    """Store new posts, each with the names of its tags."""
    tags = await upsert_tags(session, {name for _, names in posts for name in names})
    for post, names in posts:
        post.tags = [tags[name] for name in set(names)]
    session.add_all(post for post, _ in posts)
    await session.flush()


async def list_page(
    session: AsyncSession, filters: PostFilters, *, caller: User | None
) -> tuple[Sequence[Post], int]:
    statement = select(Post).where(is_listed(caller)).order_by(Post.id.desc())
    if filters.q:
        statement = statement.where(
            or_(
                Post.title.icontains(filters.q, autoescape=True),
                Post.body.icontains(filters.q, autoescape=True),
            )
        )
    if filters.tag:
        statement = statement.where(Post.tags.any(Tag.name == filters.tag.lower()))
    if filters.author_id is not None:
        statement = statement.where(Post.author_id == filters.author_id)
    return await fetch_page(session, statement, filters, options=RELATIONS)


async def count_tags(session: AsyncSession) -> list[TagCount]:
    """Count the published posts of each tag, and return the most used tags first."""
    posts = func.count().label("posts")
    statement = (
        select(Tag.name, posts)
        .join(Post.tags)
        .where(Post.published_at.is_not(None))
        .group_by(Tag.name)
        .order_by(posts.desc(), Tag.name)
        .limit(MAX_TAGS)
    )
    rows = await session.execute(statement)
    return [TagCount(name=name, posts=number) for name, number in rows]


async def count_view(
    session: AsyncSession, post_id: int, *, caller: User | None
) -> None:
    # The database increments the stored value, so parallel requests all count.
    # A view leaves updated_at as it is.
    await session.execute(
        update(Post)
        .where(Post.id == post_id, is_readable(caller))
        .values(views=Post.views + 1, updated_at=Post.updated_at)
        .execution_options(synchronize_session=False)
    )


async def find(
    session: AsyncSession, post_id: int, *, caller: User | None
) -> Post | None:
    """Read a post, unless it is another author's draft."""
    statement = select(Post).where(Post.id == post_id, is_readable(caller))
    return await session.scalar(statement.options(*RELATIONS))


async def lock(
    session: AsyncSession, post_id: int, *, caller: User | None
) -> Post | None:
    """Read the stored post, and keep others from changing it until the commit."""
    statement = (
        select(Post)
        .where(Post.id == post_id, is_readable(caller))
        # A joined author would be locked, too.
        .options(selectinload(Post.author), selectinload(Post.tags))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return await session.scalar(statement)


async def change(session: AsyncSession, post: Post, **values: object) -> None:
    """Set columns of a locked post."""
    for name, value in values.items():
        setattr(post, name, value)
    await session.flush()


async def set_tags(session: AsyncSession, post: Post, names: Iterable[str]) -> None:
    tags = await upsert_tags(session, names)
    post.tags = list(tags.values())


async def delete(session: AsyncSession, post: Post) -> None:
    await session.delete(post)
    await session.flush()


async def upsert_tags(session: AsyncSession, names: Iterable[str]) -> Mapping[str, Tag]:
    """Return the tags with these names, and create those that are missing."""
    wanted = set(names)
    if not wanted:
        return {}
    await session.execute(insert_missing_tags(wanted))
    tags = await session.scalars(select(Tag).where(Tag.name.in_(wanted)))
    return {tag.name: tag for tag in tags}


def is_listed(caller: User | None) -> ColumnElement[bool]:
    is_published = Post.published_at.is_not(None)
    return (
        is_published if caller is None else is_published | (Post.author_id == caller.id)
    )


def is_readable(caller: User | None) -> ColumnElement[bool]:
    if caller is not None and caller.role is Role.ADMIN:
        return true()
    return is_listed(caller)
