"""Webhook that is called when a post is published, as a Flask extension."""

from collections.abc import Sequence
from functools import partial

from flask import Flask

from app.config import Settings
from app.context import current_settings
from app.outbound.extension import outbound
from app.posts import delivery_threads
from app.posts.deliveries import Delivery
from app.posts.events import post_published
from app.posts.models import Post
from app.posts.schemas import PostRead
from app.sessions import Session, on_commit


def init_app(app: Flask, settings: Settings) -> None:
    post_published.connect(announce)


def announce(session: Session, *, posts: Sequence[Post]) -> None:
    """Call the webhook for each post, in the background after the commit."""
    for post in posts:
        body = PostRead.model_validate(post).model_dump(mode="json")
        on_commit(session, partial(start, Delivery.of_published(body)))


def start(delivery: Delivery) -> None:
    settings = current_settings()
    if settings.webhook_url is not None:
        delivery_threads.start(outbound.current, settings, delivery)
