"""`manage.py worker`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from app.config import get_settings
from app.queue.worker import Worker


class Command(BaseCommand):
    help = "Run the tasks of the queue, until SIGTERM."

    def handle(self, *_: Any, **options: Any) -> None:
        settings = get_settings()
        if settings.tasks_immediate:
            raise CommandError(
                "There is nothing to do: tasks run at once. "
                "Set TASKS_IMMEDIATE=false to run them in a worker."
            )
        if settings.database_pool_size < 2:
            raise CommandError("A worker needs a DATABASE_POOL_SIZE of at least 2.")
        Worker(shutdown_seconds=settings.shutdown_seconds).run()
