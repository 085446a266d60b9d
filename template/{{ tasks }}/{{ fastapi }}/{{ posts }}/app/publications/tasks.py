"""Background tasks of scheduled publications."""

from fastapi import FastAPI
from taskiq import TaskiqDepends

from app.database import unit_of_work
from app.publications import queries, service
from app.tasks.declaration import current_app, task

BATCH_SIZE = 100


@task(timeout=60, cron="* * * * *")
async def publish_due(app: FastAPI = TaskiqDepends(current_app)) -> None:
    """Publish the posts that are due, each in a transaction of its own."""
    async with unit_of_work(app) as session:
        due = await queries.list_due(session, limit=BATCH_SIZE)
    for post_id in due:
        async with unit_of_work(app) as session:
            await service.publish_if_due(session, post_id=post_id)
