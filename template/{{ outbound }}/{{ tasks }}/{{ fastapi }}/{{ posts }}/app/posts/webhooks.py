"""The webhook that is called when a post is published."""

from collections.abc import Sequence

from fastapi import FastAPI

from app.posts import tasks
from app.posts.deliveries import Delivery
from app.posts.events import post_published
from app.posts.models import Post
from app.posts.schemas import PostRead
from app.sessions import AsyncSession, on_commit
from app.tasks.queue import enqueue


@post_published.connect
async def announce(session: AsyncSession, *, posts: Sequence[Post]) -> None:
    """Call the webhook for each post, in a task after the commit."""
    bodies = [PostRead.model_validate(post).model_dump(mode="json") for post in posts]

    async def start(app: FastAPI) -> None:
        if app.state.settings.webhook_url is None:
            return
        for body in bodies:
            delivery = Delivery.of_published(body)
            await enqueue(app, tasks.deliver_webhook, delivery.id, delivery.body)

    on_commit(session, start)
