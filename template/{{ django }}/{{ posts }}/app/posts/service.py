"""The rules of posts: who sees drafts, who changes what, and how views are counted."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from app.errors import ForbiddenError, NotFoundError
from app.posts.models import Post, Tag
from app.users.models import User


@transaction.atomic
def create(*, author: User, data: Mapping[str, Any]) -> Post:
    """Store a post of this title and body, with `tags` if any; `published` or not."""
    post = new_post(author, data)
    post.save()
    post.tags.set(upsert_tags(data.get("tags", ())).values())
    return Post.objects.with_relations().get(pk=post.pk)


def view(*, post_id: int, caller: User | None) -> Post:
    """Count a view and read the post.

    Raises:
        NotFoundError: There is none, or it is a stranger's draft.
    """
    # The database adds, so that parallel views all count. A view is not a change.
    post = Post.objects.readable_by(caller).filter(pk=post_id)
    post.update(views=F("views") + 1)
    return find(post_id=post_id, caller=caller)


def find(*, post_id: int, caller: User | None) -> Post:
    """Read the post without counting.

    Raises:
        NotFoundError: There is none, or it is a stranger's draft.
    """
    posts = Post.objects.readable_by(caller).with_relations()
    post = posts.filter(pk=post_id).first()
    if post is None:
        raise NotFoundError
    return post


def get_own(*, post_id: int, caller: User) -> Post:
    """Read a post that the caller may change.

    Raises:
        NotFoundError: There is none, or it is a stranger's draft.
        ForbiddenError: It is a stranger's, and published.
    """
    post = find(post_id=post_id, caller=caller)
    if not post.may_be_changed_by(caller):
        raise ForbiddenError
    return post


@transaction.atomic
def update(post: Post, *, changes: Mapping[str, Any]) -> Post:
    """Change the title, the body or the `tags`; publish or withdraw it."""
    for name in ("title", "body"):
        if name in changes:
            setattr(post, name, changes[name])
    if "published" in changes:
        moment = post.published_at or timezone.now()
        post.published_at = moment if changes["published"] else None
    if "tags" in changes:
        post.tags.set(upsert_tags(changes["tags"]).values())
    if changes:
        post.save()
    return Post.objects.with_relations().get(pk=post.pk)


def upsert_tags(names: Iterable[str]) -> Mapping[str, Tag]:
    """Find the tags of these names, and make those that are new."""
    # In one order, so that two requests never wait for each other's tags.
    wanted = sorted({name.lower() for name in names})
    Tag.objects.bulk_create((Tag(name=name) for name in wanted), ignore_conflicts=True)
    return {tag.name: tag for tag in Tag.objects.filter(name__in=wanted)}


def new_post(author: User, data: Mapping[str, Any]) -> Post:
    return Post(
        author=author,
        title=data["title"],
        body=data["body"],
        published_at=timezone.now() if data.get("published") else None,
    )
