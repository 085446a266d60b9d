"""The task that publishes posts."""

import asyncio

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.database import unit_of_work
from app.models import utc_now
from app.posts.events import post_published
from app.publications import service
from app.publications.tasks import publish_due
from tests.conftest import application, run
from tests.events import recorded
from tests.posts.factories import make_post


async def schedule(app: FastAPI, number: int) -> None:
    """Schedule drafts whose publication is due."""
    async with unit_of_work(app) as session:
        for _ in range(number):
            post = await make_post(session)
            await service.schedule(session, post=post, publish_at=utc_now())


async def publish_at_once(app: FastAPI) -> None:
    async with asyncio.TaskGroup() as workers:
        for _ in range(3):
            workers.create_task(publish_due(app=app))


def test_workers_at_once_publish_each_post_once(committing_client: TestClient) -> None:
    app = application(committing_client)
    run(committing_client, schedule, app, 3)

    with recorded(post_published) as published:
        run(committing_client, publish_at_once, app)

    posts = [post.id for event in published for post in event["posts"]]
    assert len(posts) == len({*posts}) == 3
