"""The app of the task queue."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class QueueConfig(AppConfig):
    name = "app.queue"

    def ready(self) -> None:
        # Importing a task declares its limits and its schedule.
        autodiscover_modules("tasks")
