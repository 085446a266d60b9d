"""The rules of posts: who sees drafts, who changes what, and how views are counted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import MISSING, ValidationError
from pydantic_core import ErrorDetails
from sqlalchemy import ColumnElement, or_, select, true, update
from sqlalchemy.orm import Session, joinedload, selectinload

from app.errors import ForbiddenError, NotFoundError
from app.models import utc_now
from app.posts.models import Post, Tag
from app.posts.schemas import PostCreate, PostFilters, PostUpdate
from app.posts.upsert import insert_missing_tags
from app.queries import fetch_page
from app.users.models import Role, User

# What is shown of a post beside itself; made once, as it is the same each time.
RELATIONS = (
    joinedload(Post.author, innerjoin=True).load_only(User.name),
    selectinload(Post.tags),
)


@dataclass(frozen=True, slots=True)
class Ok:
    """A row of an import that was stored."""

    post: Post


@dataclass(frozen=True, slots=True)
class Err:
    """A row of an import that was left out, and why."""

    errors: Sequence[ErrorDetails]


def create(session: Session, *, author: User, data: PostCreate) -> Post:
    post = new_post(author, data, upsert_tags(session, data.tags))
    session.add(post)
    session.flush()
    return post


def import_rows(
    session: Session, *, author: User, rows: Iterable[object]
) -> list[Ok | Err]:
    """Store the valid rows in one go, and tell of each row what became of it."""
    parsed = [parse(row) for row in rows]
    valid = [row for row in parsed if isinstance(row, PostCreate)]
    tags = upsert_tags(session, {tag for row in valid for tag in row.tags})
    outcomes = [
        Ok(new_post(author, row, tags)) if isinstance(row, PostCreate) else row
        for row in parsed
    ]
    session.add_all(outcome.post for outcome in outcomes if isinstance(outcome, Ok))
    session.flush()
    return outcomes


def list_page(
    session: Session, *, caller: User | None, filters: PostFilters
) -> tuple[Sequence[Post], int]:
    """List what is published, and the caller's own drafts."""
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
    return fetch_page(session, statement, filters, options=RELATIONS)


def view(session: Session, *, post_id: int, caller: User | None) -> Post:
    """Count a view and read the post.

    Raises:
        NotFoundError: There is none, or it is a stranger's draft.
    """
    # The database adds, so that parallel views all count. A view is not a change.
    session.execute(
        update(Post)
        .where(Post.id == post_id, is_readable(caller))
        .values(views=Post.views + 1, updated_at=Post.updated_at)
        .execution_options(synchronize_session=False)
    )
    return find(session, post_id=post_id, caller=caller)


def get_own(session: Session, *, post_id: int, caller: User) -> Post:
    """Read a post that the caller may change.

    Raises:
        NotFoundError: There is none, or it is a stranger's draft.
        ForbiddenError: It is a stranger's, and published.
    """
    post = find(session, post_id=post_id, caller=caller)
    if not may_change(post, caller):
        raise ForbiddenError
    return post


def may_change(post: Post, caller: User) -> bool:
    return post.author_id == caller.id or caller.role is Role.ADMIN


def update_own(session: Session, *, post: Post, data: PostUpdate) -> None:
    """Change what the author sent."""
    if data.title is not MISSING:
        post.title = data.title
    if data.body is not MISSING:
        post.body = data.body
    if data.tags is not MISSING:
        tags = upsert_tags(session, data.tags)
        post.tags = list(tags.values())
        post.updated_at = utc_now()
    if data.published is not MISSING:
        post.published_at = (post.published_at or utc_now()) if data.published else None
    session.flush()


def delete(session: Session, *, post: Post) -> None:
    session.delete(post)
    session.flush()


def find(session: Session, *, post_id: int, caller: User | None) -> Post:
    statement = select(Post).where(Post.id == post_id, is_readable(caller))
    post = session.scalar(statement.options(*RELATIONS))
    if post is None:
        raise NotFoundError
    return post


def upsert_tags(session: Session, names: Iterable[str]) -> Mapping[str, Tag]:
    """Find the tags of these names, and make those that are new."""
    wanted = set(names)
    if not wanted:
        return {}
    session.execute(insert_missing_tags(wanted))
    tags = session.scalars(select(Tag).where(Tag.name.in_(wanted)))
    return {tag.name: tag for tag in tags}


def parse(row: object) -> PostCreate | Err:
    try:
        return PostCreate.model_validate(row)
    except ValidationError as error:
        return Err(error.errors(include_url=False, include_input=False))


def new_post(author: User, data: PostCreate, tags: Mapping[str, Tag]) -> Post:
    return Post(
        author=author,
        title=data.title,
        body=data.body,
        tags=[tags[name] for name in set(data.tags)],
        published_at=utc_now() if data.published else None,
    )


def is_listed(caller: User | None) -> ColumnElement[bool]:
    is_published = Post.published_at.is_not(None)
    return (
        is_published if caller is None else is_published | (Post.author_id == caller.id)
    )


def is_readable(caller: User | None) -> ColumnElement[bool]:
    if caller is not None and caller.role is Role.ADMIN:
        return true()
    return is_listed(caller)
