"""Business rules of posts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import MISSING, ValidationError
from pydantic_core import ErrorDetails

from app.errors import ForbiddenError, NotFoundError
from app.models import utc_now
from app.posts import queries
from app.posts.events import post_published, posts_changed
from app.posts.models import Post
from app.posts.schemas import PostCreate, PostUpdate
from app.sessions import AsyncSession
from app.users import service as users
from app.users.models import Role, User


@dataclass(frozen=True, slots=True)
class Ok:
    """The result of a valid row of an import."""

    post: Post


@dataclass(frozen=True, slots=True)
class Err:
    """The result of an invalid row of an import."""

    errors: Sequence[ErrorDetails]


async def create(session: AsyncSession, *, author: User, data: PostCreate) -> Post:
    await users.lock_shared(session, user=author)
    post = new_post(author, data)
    await queries.add(session, [(post, data.tags)])
    await announce(session, [post])
    return post


async def import_rows(
    session: AsyncSession, *, author: User, rows: Iterable[object]
) -> list[Ok | Err]:
    """Save the valid rows with a few statements, and return the result of each row."""
    results: list[Ok | Err] = []
    posts: list[tuple[Post, Iterable[str]]] = []
    for row in rows:
        try:
            data = PostCreate.model_validate(row)
        except ValidationError as error:
            results.append(Err(error.errors(include_url=False, include_input=False)))
        else:
            post = new_post(author, data)
            posts.append((post, data.tags))
            results.append(Ok(post))
    await users.lock_shared(session, user=author)
    await queries.add(session, posts)
    await announce(session, [post for post, _ in posts])
    return results


async def announce(session: AsyncSession, posts: Iterable[Post]) -> None:
    """Send the events of new posts."""
    await posts_changed.send(session)
    if published := [post for post in posts if post.published_at is not None]:
        await post_published.send(session, posts=published)


async def view(session: AsyncSession, *, post_id: int, caller: User | None) -> Post:
    """Read a post and count a view.

    Raises:
        NotFoundError: The post does not exist, or is another author's draft.
    """
    await queries.count_view(session, post_id, caller=caller)
    return await find(session, post_id=post_id, caller=caller)


async def get_own(session: AsyncSession, *, post_id: int, caller: User) -> Post:
    """Read a post that the caller may change.

    Raises:
        NotFoundError: The post does not exist, or is another author's draft.
        ForbiddenError: The post is another author's.
    """
    post = await queries.find(session, post_id, caller=caller)
    return require_own(post, caller)


async def lock_own(session: AsyncSession, *, post_id: int, caller: User) -> Post:
    """Read a post to change, and keep others from changing it until the commit.

    Raises:
        NotFoundError: The post does not exist, or is another author's draft.
        ForbiddenError: The post is another author's.
    """
    post = await queries.lock(session, post_id, caller=caller)
    return require_own(post, caller)


def require_own(post: Post | None, caller: User) -> Post:
    if post is None:
        raise NotFoundError
    if not may_change(post, caller):
        raise ForbiddenError
    return post


def may_change(post: Post, caller: User) -> bool:
    return post.author_id == caller.id or caller.role is Role.ADMIN


async def update_own(session: AsyncSession, *, post: Post, data: PostUpdate) -> None:
    """Update a locked post."""
    changes = data.model_dump(include={"title", "body"}, exclude_unset=True)
    was_draft = post.published_at is None
    if data.published is not MISSING:
        published_at = post.published_at or utc_now()
        changes["published_at"] = published_at if data.published else None
    if data.tags is not MISSING:
        await queries.set_tags(session, post, data.tags)
        changes["updated_at"] = utc_now()
    await queries.change(session, post, **changes)
    await posts_changed.send(session)
    if was_draft and post.published_at is not None:
        await post_published.send(session, posts=[post])


async def delete(session: AsyncSession, *, post: Post) -> None:
    """Delete a locked post."""
    await queries.delete(session, post)
    await posts_changed.send(session)


async def find(session: AsyncSession, *, post_id: int, caller: User | None) -> Post:
    post = await queries.find(session, post_id, caller=caller)
    if post is None:
        raise NotFoundError
    return post


def new_post(author: User, data: PostCreate) -> Post:
    return Post(
        author=author,
        title=data.title,
        body=data.body,
        published_at=utc_now() if data.published else None,
    )
