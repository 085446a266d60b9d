"""The webhook that is called when a post is published."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import structlog
from fastapi import FastAPI

from app.config import Settings
from app.outbound.client import OutboundClient
from app.outbound.errors import UpstreamError
from app.posts.deliveries import Delivery, deliver
from app.posts.events import post_published
from app.posts.models import Post
from app.posts.schemas import PostRead
from app.sessions import AsyncSession, on_commit

AT_ONCE = 5
MAX_PENDING = 1000
CLOSE_SECONDS = 5

log = structlog.get_logger()


@post_published.connect
async def announce(session: AsyncSession, *, posts: Sequence[Post]) -> None:
    """Call the webhook for each post, in the background after the commit."""
    bodies = [PostRead.model_validate(post).model_dump(mode="json") for post in posts]

    async def start(app: FastAPI) -> None:
        if app.state.settings.webhook_url is not None:
            for body in bodies:
                app.state.webhooks.start(Delivery.of_published(body))

    on_commit(session, start)


@asynccontextmanager
async def webhook_lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.webhooks = Webhooks(app.state.outbound, app.state.settings)
    yield
    await app.state.webhooks.close()


class Webhooks:
    """Deliveries in progress, each in a task of its own."""

    def __init__(self, client: OutboundClient, settings: Settings) -> None:
        self.client = client
        self.settings = settings
        self.slots = asyncio.Semaphore(AT_ONCE)
        self.tasks: set[asyncio.Task[None]] = set()

    def start(self, delivery: Delivery) -> None:
        if len(self.tasks) >= MAX_PENDING:
            log.error("webhook.dropped", delivery_id=delivery.id)
            return
        task = asyncio.create_task(self.run(delivery))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def run(self, delivery: Delivery) -> None:
        try:
            async with self.slots:
                await deliver(self.client, self.settings, delivery)
        except UpstreamError:
            log.exception("webhook.failed", delivery_id=delivery.id)
        except asyncio.CancelledError:
            log.warning("webhook.cancelled", delivery_id=delivery.id)
            raise

    async def close(self) -> None:
        """Wait for deliveries in progress, and cancel those that take too long."""
        if self.tasks:
            _, late = await asyncio.wait(self.tasks, timeout=CLOSE_SECONDS)
            for task in late:
                task.cancel()
