"""Posts in the database: who sees drafts, and how views are counted."""

from collections.abc import Iterable, Mapping, Sequence

from tortoise.expressions import F, Q
from tortoise.queryset import QuerySet

from app import queries
from app.posts.models import Post, Tag
from app.posts.schemas import PostFilters
from app.queries import fetch_page
from app.sessions import Session
from app.users.models import Role, User


async def add(session: Session, posts: Sequence[tuple[Post, Iterable[str]]]) -> None:
    """Store new posts of one author, who is locked, with the tags of these names."""
    if not posts:
        return
    db = await session.connection()
    new = [post for post, _ in posts]
    tags = await upsert_tags(session, {name for _, names in posts for name in names})
    await Post.bulk_create(new, using_db=db)
    # Not every database tells the ids of many rows. While the author is locked, whom
    # each new post refers to, the author's last posts are these.
    last = Post.filter(author_id=new[0].author_id).using_db(db).order_by("-id")
    ids = await last.limit(len(new)).values_list("id", flat=True)
    for post, post_id in zip(new, reversed(ids), strict=True):
        post.id = post_id
    links = [(post.id, tags[name].id) for post, names in posts for name in set(names)]
    if links:
        insert = db.query_class.into("post_tags").columns("post_id", "tag_id")
        await db.execute_query(*insert.insert(*links).get_parameterized_sql())
    await Post.fetch_for_list(new, "tags", using_db=db)


async def list_page(
    session: Session, filters: PostFilters, *, caller: User | None
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


async def count_view(session: Session, post_id: int, *, caller: User | None) -> None:
    # The database adds, so that parallel views all count. A view is not a change.
    post = Post.filter(is_readable(caller), id=post_id)
    await post.using_db(await session.connection()).update(views=F("views") + 1)


async def find(session: Session, post_id: int, *, caller: User | None) -> Post | None:
    """Read a post, unless it is a stranger's draft."""
    posts = (await with_relations(session)).filter(is_readable(caller))
    return await posts.get_or_none(id=post_id)


async def lock(session: Session, post_id: int, *, caller: User | None) -> Post | None:
    """Read a post as stored now, and let nobody else change it until the commit."""
    db = await session.connection()
    await Post.select_for_update(using_db=db).only("id").get_or_none(id=post_id)
    return await find(session, post_id, caller=caller)


async def change(session: Session, post: Post, **values: object) -> None:
    """Write these columns of a post that is locked."""
    await queries.change(session, post, values)


async def set_tags(session: Session, post: Post, names: Iterable[str]) -> None:
    db = await session.connection()
    tags = await upsert_tags(session, names)
    await post.tags.clear(using_db=db)
    await post.tags.add(*tags.values(), using_db=db)
    await post.fetch_related("tags", using_db=db)


async def delete(session: Session, post: Post) -> None:
    await post.delete(using_db=await session.connection())


async def upsert_tags(session: Session, names: Iterable[str]) -> Mapping[str, Tag]:
    """Find the tags of these names, and make those that are new."""
    wanted = set(names)
    tags = await find_tags(session, wanted)
    # Sorted: two requests that lock the same rows in one order can't deadlock.
    missing = [Tag(name=name) for name in sorted(wanted - tags.keys())]
    if missing:
        db = await session.connection()
        await Tag.bulk_create(missing, ignore_conflicts=True, using_db=db)
        tags = await find_tags(session, wanted)
    return tags


async def find_tags(session: Session, names: Iterable[str]) -> Mapping[str, Tag]:
    tags = Tag.filter(name__in=names).using_db(await session.connection())
    return {tag.name: tag for tag in await tags}


async def with_relations(session: Session) -> QuerySet[Post]:
    posts = Post.all(await session.connection())
    return posts.select_related("author").prefetch_related("tags")


def is_listed(caller: User | None) -> Q:
    is_published = Q(published_at__isnull=False)
    return is_published if caller is None else is_published | Q(author_id=caller.id)


def is_readable(caller: User | None) -> Q:
    if caller is not None and caller.role is Role.ADMIN:
        return Q()
    return is_listed(caller)
