"""Posts in the database: who sees drafts, and how views are counted."""

from collections.abc import Iterable, Mapping, Sequence

from tortoise.expressions import F, Q
from tortoise.queryset import QuerySet

from app.posts.models import Post, Tag
from app.posts.schemas import PostFilters
from app.queries import fetch_page
from app.sessions import Session
from app.users.models import Role, User


async def add(session: Session, posts: Sequence[tuple[Post, Iterable[str]]]) -> None:
    """Store new posts of one author, each with the tags of these names, in one go."""
    if not posts:
        return
    new = [post for post, _ in posts]
    tags = await upsert_tags(session, {name for _, names in posts for name in names})
    # Not every database tells the ids of many rows. While the author is locked, whom
    # each new post refers to, the author's last posts are these.
    author_id = new[0].author_id
    await User.select_for_update().using_db(session).get(id=author_id)
    await Post.bulk_create(new, using_db=session)
    last = Post.filter(author_id=author_id).using_db(session).order_by("-id")
    ids = await last.limit(len(new)).values_list("id", flat=True)
    for post, post_id in zip(new, reversed(ids), strict=True):
        post.id = post_id
    links = [(post.id, tags[name].id) for post, names in posts for name in set(names)]
    if links:
        insert = session.query_class.into("post_tags").columns("post_id", "tag_id")
        query = insert.insert(*links)
        await session.execute_query(*query.get_parameterized_sql())
    await Post.fetch_for_list(new, "tags", using_db=session)


async def list_page(
    session: Session, filters: PostFilters, *, caller: User | None
) -> tuple[Sequence[Post], int]:
    posts = with_relations(session).filter(is_listed(caller))
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
    post = Post.filter(is_readable(caller), id=post_id).using_db(session)
    await post.update(views=F("views") + 1)


async def find(session: Session, post_id: int, *, caller: User | None) -> Post | None:
    """Read a post, unless it is a stranger's draft."""
    posts = with_relations(session).filter(is_readable(caller))
    return await posts.get_or_none(id=post_id)


async def save(session: Session, post: Post) -> None:
    await post.save(using_db=session)


async def set_tags(session: Session, post: Post, names: Iterable[str]) -> None:
    tags = await upsert_tags(session, names)
    await post.tags.clear(using_db=session)
    await post.tags.add(*tags.values(), using_db=session)
    await post.fetch_related("tags", using_db=session)


async def delete(session: Session, post: Post) -> None:
    await post.delete(using_db=session)


async def upsert_tags(session: Session, names: Iterable[str]) -> Mapping[str, Tag]:
    """Find the tags of these names, and make those that are new."""
    wanted = set(names)
    tags = await find_tags(session, wanted)
    # Sorted: two requests that lock the same rows in one order can't deadlock.
    missing = [Tag(name=name) for name in sorted(wanted - tags.keys())]
    if missing:
        await Tag.bulk_create(missing, ignore_conflicts=True, using_db=session)
        tags = await find_tags(session, wanted)
    return tags


async def find_tags(session: Session, names: Iterable[str]) -> Mapping[str, Tag]:
    return {tag.name: tag for tag in await Tag.filter(name__in=names).using_db(session)}


def with_relations(session: Session) -> QuerySet[Post]:
    return Post.all(session).select_related("author").prefetch_related("tags")


def is_listed(caller: User | None) -> Q:
    is_published = Q(published_at__isnull=False)
    return is_published if caller is None else is_published | Q(author_id=caller.id)


def is_readable(caller: User | None) -> Q:
    if caller is not None and caller.role is Role.ADMIN:
        return Q()
    return is_listed(caller)
