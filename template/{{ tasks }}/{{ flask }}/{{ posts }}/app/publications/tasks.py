"""Tasks of scheduled publications."""

from app.database import db
from app.publications import queries, service
from app.sessions import release
from app.tasks import task

BATCH_SIZE = 100


@task(cron="* * * * *")
def publish_due() -> None:
    """Publish the posts that are due, each in a transaction of its own."""
    for post_id in queries.list_due(db.session, limit=BATCH_SIZE):
        release(db.session)
        service.publish_if_due(db.session, post_id=post_id)
