"""Queries over several posts."""

from typing import TypedDict

from django.db.models import Count

from app.posts.models import Tag

MAX_TAGS = 100


class TagCount(TypedDict):
    """A tag, and the number of published posts that have it."""

    name: str
    posts: int


def count_tags() -> list[TagCount]:
    """Count the published posts of each tag, and return the most used tags first."""
    tags = Tag.objects.filter(post__is_published=True).annotate(posts=Count("post"))
    most_used = tags.order_by("-posts", "name")[:MAX_TAGS]
    return list(most_used.values("name", "posts"))
