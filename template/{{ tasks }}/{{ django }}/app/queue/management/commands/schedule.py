"""`manage.py schedule`."""

from typing import Any

from django.core.management.base import BaseCommand

from app.queue.pulse import Pulse
from app.queue.scheduler import Scheduler


class Command(BaseCommand):
    help = "Enqueue tasks by their schedules, until SIGTERM. Several may run."

    def handle(self, *_: Any, **options: Any) -> None:
        with Pulse():
            Scheduler().run()
