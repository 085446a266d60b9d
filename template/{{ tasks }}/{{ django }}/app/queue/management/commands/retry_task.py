"""`manage.py retry_task ID` or `manage.py retry_task --all`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from app.queue.models import Job


class Command(BaseCommand):
    help = "Run a dead task again, or all of them."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("id", nargs="?", type=int)
        which.add_argument("--all", action="store_true")

    def handle(self, *_: Any, id: int | None, **options: Any) -> None:  # noqa: A002
        jobs = Job.objects.all() if id is None else Job.objects.filter(pk=id)
        count = jobs.run_again()
        if not count and id is not None:
            raise CommandError(f"There is no dead task {id}.")
        self.stdout.write(f"{count} tasks will run again.")
