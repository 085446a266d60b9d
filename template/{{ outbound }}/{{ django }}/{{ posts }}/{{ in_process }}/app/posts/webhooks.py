"""The webhook that is called when a post is published."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from app.config import get_settings
from app.outbound.process import client
from app.posts import delivery_threads
from app.posts.deliveries import Delivery
from app.posts.messages import describe
from app.posts.models import Post
from app.posts.signals import post_published


@receiver(post_published)
def announce(sender: type[Post], *, posts: Sequence[Post], **kwargs: Any) -> None:
    """Call the webhook for each post, in the background after the commit."""
    settings = get_settings()
    if settings.webhook_url is None:
        return
    for post in posts:
        delivery = Delivery.of_published(describe(post))
        start = partial(delivery_threads.start, client, settings, delivery)
        transaction.on_commit(start)
