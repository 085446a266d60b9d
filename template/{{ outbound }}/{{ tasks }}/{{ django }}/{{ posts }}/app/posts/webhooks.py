"""The webhook that is called when a post is published."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from app.config import get_settings
from app.posts import tasks
from app.posts.deliveries import Delivery
from app.posts.messages import describe
from app.posts.models import Post
from app.posts.signals import post_published


@receiver(post_published)
def announce(sender: type[Post], *, posts: Sequence[Post], **kwargs: Any) -> None:
    """Call the webhook for each post, in a task of the same transaction."""
    if get_settings().webhook_url is None:
        return
    for post in posts:
        delivery = Delivery.of_published(describe(post))
        tasks.deliver_webhook.enqueue(delivery.id, delivery.body)
