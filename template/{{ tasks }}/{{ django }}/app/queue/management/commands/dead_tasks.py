"""`manage.py dead_tasks`."""

from typing import Any

from django.core.management.base import BaseCommand

from app.queue.models import Job


class Command(BaseCommand):
    help = "List the tasks that have failed in each of their attempts."

    def handle(self, *_: Any, **options: Any) -> None:
        for job in Job.objects.dead().order_by("finished_at"):
            reason = job.error.strip().rpartition("\n")[2]
            self.stdout.write(f"{job.pk}  {job.finished_at}  {job.task}  {reason}")
