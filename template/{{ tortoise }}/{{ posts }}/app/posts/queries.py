"""Queries about posts, including who may read drafts."""

from collections.abc import Iterable, Mapping, Sequence

from tortoise.expressions import F, Q
from tortoise.functions import Count
from tortoise.queryset import QuerySet

from app import queries
from app.posts.models import Post, Tag
from app.posts.schemas import PostFilters, TagCount
from app.queries import fetch_page
from app.sessions import AsyncSession
from app.users.models import Role, User

MAX_TAGS = 100


async def add(
    session: AsyncSession, posts: Sequence[tuple[Post, Iterable[str]]]
) -> None:
    """Store new posts of one locked author, each with the names of its tags."""
    if not posts:
        return
    db = await session.connection()
    new = [post for post, _ in posts]
    tags = await upsert_tags(session, {name for _, names in posts for name in names})
    await Post.bulk_create(new, using_db=db)
    # Not every database returns the ids of a bulk insert. The lock on the author keeps
    # other requests from adding posts, so the author's newest posts are these.
    newest = Post.filter(author_id=new[0].author_id).using_db(db).order_by("-id")
    ids = await newest.limit(len(new)).values_list("id", flat=True)
    for post, post_id in zip(new, reversed(ids), strict=True):
        post.id = post_id
    links = [(post.id, tags[name].id) for post, names in posts for name in set(names)]
    if links:
        insert = db.query_class.into("post_tags").columns("post_id", "tag_id")
        await db.execute_query(*insert.insert(*links).get_parameterized_sql())
    await Post.fetch_for_list(new, "tags", using_db=db)


async def list_page(
    session: AsyncSession, filters: PostFilters, *, caller: User | None
) -> tuple[Sequence[Post], int]:
    posts = (await with_relations(session)).filter(is_listed(caller))
    if filters.q:
        posts = posts.filter(
            Q(title__icontains=filters.q) | Q(body__icontains=filters.q)
        )
    if filters.tag:
        posts = posts.filter(tags__name=filters.tag.lower())
    if filters.author_id is not None:
        posts = posts.filter(author_id=filters.author_id)
    return await fetch_page(posts, filters)


async def count_tags(session: AsyncSession) -> list[TagCount]:
    """Count the published posts of each tag, and return the most used tags first."""
    published = Tag.filter(posts__published_at__isnull=False)
    tags = published.annotate(count=Count("posts")).order_by("-count", "name")
    most_used = tags.using_db(await session.connection()).limit(MAX_TAGS)
    rows = await most_used.values_list("name", "count")
    return [TagCount(name=name, posts=number) for name, number in rows]


async def count_view(
    session: AsyncSession, post_id: int, *, caller: User | None
) -> None:
    # The database increments the stored value, so parallel requests all count.
    # A view leaves updated_at as it is.
    post = Post.filter(is_readable(caller), id=post_id)
    await post.using_db(await session.connection()).update(views=F("views") + 1)


async def find(
    session: AsyncSession, post_id: int, *, caller: User | None
) -> Post | None:
    """Read a post, unless it is another author's draft."""
    posts = (await with_relations(session)).filter(is_readable(caller))
    return await posts.get_or_none(id=post_id)


async def lock(
    session: AsyncSession, post_id: int, *, caller: User | None
) -> Post | None:
    """Read the stored post, and keep others from changing it until the commit."""
    posts = Post.select_for_update(using_db=await session.connection())
    # A join would lock the author, too.
    posts = posts.prefetch_related("author", "tags").filter(is_readable(caller))
    return await posts.get_or_none(id=post_id)


async def change(session: AsyncSession, post: Post, **values: object) -> None:
    """Update columns of a locked post."""
    await queries.change(session, post, values)


async def set_tags(session: AsyncSession, post: Post, names: Iterable[str]) -> None:
    db = await session.connection()
    tags = await upsert_tags(session, names)
    await post.tags.clear(using_db=db)
    await post.tags.add(*tags.values(), using_db=db)
    await post.fetch_related("tags", using_db=db)


async def delete(session: AsyncSession, post: Post) -> None:
    await post.delete(using_db=await session.connection())


async def upsert_tags(session: AsyncSession, names: Iterable[str]) -> Mapping[str, Tag]:
    """Return the tags with these names, and create those that are missing."""
    wanted = set(names)
    tags = await find_tags(session, wanted)
    # Requests that lock rows in the same order can't deadlock.
    missing = [Tag(name=name) for name in sorted(wanted - tags.keys())]
    if missing:
        db = await session.connection()
        await Tag.bulk_create(missing, ignore_conflicts=True, using_db=db)
        tags = await find_tags(session, wanted)
    return tags


async def find_tags(session: AsyncSession, names: Iterable[str]) -> Mapping[str, Tag]:
    tags = Tag.filter(name__in=names).using_db(await session.connection())
    return {tag.name: tag for tag in await tags}


async def with_relations(session: AsyncSession) -> QuerySet[Post]:
    posts = Post.all(await session.connection())
    return posts.select_related("author").prefetch_related("tags")


def is_listed(caller: User | None) -> Q:
    is_published = Q(published_at__isnull=False)
    return is_published if caller is None else is_published | Q(author_id=caller.id)


def is_readable(caller: User | None) -> Q:
    if caller is not None and caller.role is Role.ADMIN:
        return Q()
    return is_listed(caller)
