"""The tags in the cache, which every change of posts invalidates."""

from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from pydantic import BaseModel, TypeAdapter

from app.cache.cached import Cached
from app.posts import queries
from app.posts.models import Post, Tag
from app.posts.signals import posts_changed


class CountedTag(BaseModel):
    name: str
    posts: int


TAGS = Cached("tags", TypeAdapter(list[CountedTag]), seconds=60)


def get_tags() -> list[CountedTag]:
    """Return the tags of published posts, most used first."""
    return TAGS.get(cache, count)


def count() -> list[CountedTag]:
    return TAGS.type.validate_python(queries.count_tags())


@receiver(posts_changed)
@receiver([post_save, post_delete], sender=Post)
@receiver([post_save, post_delete], sender=Tag)
@receiver(m2m_changed, sender=Post.tags.through)
def on_change(**arguments: Any) -> None:
    transaction.on_commit(invalidate)


def invalidate() -> None:
    TAGS.invalidate(cache)
