"""The project as an app: its templates, its static files, its checks and its life."""

import atexit
from contextlib import ExitStack

from django.apps import AppConfig
from django.core import checks

from app.checks import check_settings


class ProjectConfig(AppConfig):
    name = "app"

    def ready(self) -> None:
        # Not before: a resource or a check may import models.
        from app import resources  # noqa: PLC0415

        checks.register(check_settings, checks.Tags.security, deploy=True)
        opened = ExitStack()
        atexit.register(opened.close)
        for resource in resources.RESOURCES:
            opened.enter_context(resource)
