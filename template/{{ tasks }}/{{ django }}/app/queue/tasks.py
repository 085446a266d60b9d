"""Tasks of the queue itself."""

from datetime import UTC, datetime, timedelta

from django.db.models import Q

from app.queue import schedule, task
from app.queue.models import Job

KEPT_DAYS = 7
DEAD_DAYS = 90
BATCH = 1000


@schedule(every=timedelta(days=1), at=timedelta(hours=2))
@task
def prune() -> None:
    """Delete old jobs that succeeded, and dead ones that nobody ran again."""
    now = datetime.now(UTC)
    old = Q(finished_at__lt=now - timedelta(days=KEPT_DAYS))
    very_old = Q(finished_at__lt=now - timedelta(days=DEAD_DAYS))
    jobs = Job.objects.filter(very_old | old & Q(error=""))
    while batch := list(jobs.values_list("pk", flat=True)[:BATCH]):
        Job.objects.filter(pk__in=batch).delete()
