"""Reactions to changes of posts."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from app.posts.models import Post
from app.posts.signals import post_published
from app.publications.models import Publication


@receiver(post_published)
def clear(sender: type[Post], *, posts: Sequence[Post], **kwargs: Any) -> None:
    """Delete the publications of posts that are published, also by hand."""
    Publication.objects.filter(post__in=posts).delete()
