"""Rules of posts: who sees drafts, who changes posts, and how views are counted."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from app.errors import ForbiddenError, NotFoundError
from app.posts.models import Post, Tag
from app.posts.signals import post_published
from app.users import service as user_service
from app.users.models import User


@transaction.atomic
def create(*, author: User, data: Mapping[str, Any]) -> Post:
    """Create a post from its title and body, and optionally `tags` and `published`.

    Raises:
        NotFoundError: The author was deleted in the meantime.
    """
    post = new_post(user_service.lock(author), data)
    post.save()
    post.tags.set(upsert_tags(data.get("tags", ())).values())
    created = Post.objects.with_relations().get(pk=post.pk)
    if created.is_published:
        post_published.send(sender=Post, posts=[created])
    return created


def view(*, post_id: int, caller: User | AnonymousUser) -> Post:
    """Read a post and count a view.

    Raises:
        NotFoundError: The post doesn't exist, or is a draft of another author.
    """
    # The database adds, so that parallel views all count. `updated_at` stays.
    post = Post.objects.visible_to(caller).filter(pk=post_id)
    post.update(views=F("views") + 1)
    return find(post_id=post_id, caller=caller)


def find(*, post_id: int, caller: User | AnonymousUser) -> Post:
    """Read a post without counting a view.

    Raises:
        NotFoundError: The post doesn't exist, or is a draft of another author.
    """
    posts = Post.objects.visible_to(caller).with_relations()
    post = posts.filter(pk=post_id).first()
    if post is None:
        raise NotFoundError
    return post


def get_own(*, post_id: int, caller: User | AnonymousUser) -> Post:
    """Read a post that the caller may change.

    Raises:
        NotFoundError: The post doesn't exist, or is a draft of another author.
        ForbiddenError: The post is another author's.
    """
    post = find(post_id=post_id, caller=caller)
    if not post.may_be_changed_by(caller):
        raise ForbiddenError
    return post


@transaction.atomic
def update(post: Post, *, changes: Mapping[str, Any]) -> Post:
    """Change the title, body or `tags` of a post, or publish or unpublish it.

    Raises:
        NotFoundError: The post was deleted in the meantime.
    """
    stored = lock(post)
    was_draft = not stored.is_published
    fields = [name for name in ("title", "body") if name in changes]
    for name in fields:
        setattr(stored, name, changes[name])
    if "published" in changes:
        published_at = stored.published_at or timezone.now()
        stored.published_at = published_at if changes["published"] else None
        fields.append("published_at")
    if "tags" in changes:
        stored.tags.set(upsert_tags(changes["tags"]).values())
    if changes:
        stored.save(update_fields=[*fields, "updated_at"])
    updated = Post.objects.with_relations().get(pk=post.pk)
    if was_draft and updated.is_published:
        post_published.send(sender=Post, posts=[updated])
    return updated


@transaction.atomic
def delete(post: Post) -> None:
    """Delete a post.

    Raises:
        NotFoundError: Another request deleted the post in the meantime.
    """
    lock(post).delete()


def lock(post: Post) -> Post:
    """Lock a post until the transaction ends, and read it again.

    Raises:
        NotFoundError: The post was deleted in the meantime.
    """
    # The author first: deleting a user locks the user before the posts, too.
    user_service.lock(post.author)
    stored = Post.objects.select_for_update().filter(pk=post.pk).first()
    if stored is None:
        raise NotFoundError
    return stored


def upsert_tags(names: Iterable[str]) -> Mapping[str, Tag]:
    """Find the tags with these names, and create the missing ones."""
    # Sorted, so that two requests never wait for each other's tags.
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
