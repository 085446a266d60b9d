"""Queries about posts, including who may read drafts."""

from collections.abc import Iterable, Sequence

from peewee import PREFETCH_TYPE, Expression, Load, ModelSelect, fn

from app import queries
from app.posts.bulk import insert
from app.posts.models import Post, PostTag, Tag
from app.posts.schemas import PostFilters, TagCount
from app.queries import contains
from app.sessions import Session
from app.users.models import Role, User

MAX_TAGS = 100
TAGS = Load(
    Post.post_tags,
    PostTag.select(PostTag, Tag).join(Tag),
    strategy=PREFETCH_TYPE.MATERIALIZE,
)


def add(session: Session, posts: Sequence[tuple[Post, Iterable[str]]]) -> None:
    """Store new posts, each with the names of its tags."""
    insert([post for post, _ in posts])
    add_tags(posts)


def list_page(
    session: Session, filters: PostFilters, *, caller: User | None
) -> tuple[Sequence[Post], int]:
    posts = Post.select().where(is_listed(caller))
    if filters.q:
        posts = posts.where(
            contains(Post.title, filters.q) | contains(Post.body, filters.q)
        )
    if filters.tag:
        tagged = PostTag.select(PostTag.post).join(Tag)
        posts = posts.where(Post.id.in_(tagged.where(Tag.name == filters.tag.lower())))
    if filters.author_id is not None:
        posts = posts.where(Post.author == filters.author_id)
    page = posts.order_by(Post.id.desc()).limit(filters.limit).offset(filters.offset)
    return list(with_relations(page)), posts.count()


def count_tags(session: Session) -> list[TagCount]:
    """Count the published posts of each tag, and return the most used tags first."""
    number = fn.COUNT(Post.id)
    tags = (
        Tag.select(Tag.name, number.alias("posts"))
        .join(PostTag)
        .join(Post)
        .where(Post.published_at.is_null(False))
        .group_by(Tag.name)
        .order_by(number.desc(), Tag.name)
        .limit(MAX_TAGS)
    )
    return [TagCount.model_validate(row) for row in tags.dicts()]


def count_view(session: Session, post_id: int, *, caller: User | None) -> None:
    # The database increments the stored value, so parallel requests all count.
    # A view leaves updated_at as it is.
    readable = is_readable(caller)
    Post.update(views=Post.views + 1).where(Post.id == post_id, *readable).execute()


def find(session: Session, post_id: int, *, caller: User | None) -> Post | None:
    """Read a post, unless it is another author's draft."""
    post = Post.select().where(Post.id == post_id, *is_readable(caller))
    return with_relations(post).get_or_none()


def lock(session: Session, post_id: int, *, caller: User | None) -> Post | None:
    """Read the stored post, and keep others from changing it until the commit."""
    Post.select(Post.id).where(Post.id == post_id).for_update().get_or_none()
    return find(session, post_id, caller=caller)


def change(session: Session, post: Post, **values: object) -> None:
    """Update columns of a locked post."""
    queries.change(post, values)


def set_tags(session: Session, post: Post, names: Iterable[str]) -> None:
    PostTag.delete().where(PostTag.post == post).execute()
    add_tags([(post, names)])


def delete(session: Session, post: Post) -> None:
    post.delete_instance()


def with_relations(posts: "ModelSelect[Post]") -> "ModelSelect[Post]":
    """Load the authors with the posts, and the tags by a second statement."""
    return posts.select(Post, User.id, User.name).join(User).with_related(TAGS)


def add_tags(posts: Sequence[tuple[Post, Iterable[str]]]) -> None:
    """Add the tags with these names to posts."""
    tags = upsert_tags({name for _, names in posts for name in names})
    for post, names in posts:
        post.post_tags = [PostTag(post=post, tag=tags[name]) for name in set(names)]
    rows = [(link.post_id, link.tag_id) for post, _ in posts for link in post.post_tags]
    PostTag.insert_many(rows, [PostTag.post, PostTag.tag]).execute()


def upsert_tags(names: set[str]) -> dict[str, Tag]:
    """Return the tags with these names, and create those that are missing."""
    # Requests that lock rows in the same order can't deadlock.
    rows = [{"name": name} for name in sorted(names)]
    Tag.insert_many(rows).on_conflict_ignore().execute()
    return {tag.name: tag for tag in Tag.select().where(Tag.name.in_(names))}


def is_listed(caller: User | None) -> Expression:
    is_published = Post.published_at.is_null(False)
    return is_published if caller is None else is_published | (Post.author == caller)


def is_readable(caller: User | None) -> tuple[Expression, ...]:
    """Return the conditions of the posts that the caller may read."""
    if caller is not None and caller.role is Role.ADMIN:
        return ()
    return (is_listed(caller),)
