"""Tasks of scheduled publications."""

from datetime import timedelta

from app.publications import service
from app.queue import schedule, task

BATCH_SIZE = 100


@schedule(every=timedelta(minutes=1))
@task
def publish_due() -> None:
    """Publish the posts that are due."""
    service.publish_due(limit=BATCH_SIZE)
