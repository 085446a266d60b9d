"""The project as an app: its templates, its static files, its checks and its life."""

import atexit
from contextlib import ExitStack

from django.apps import AppConfig
from django.core import checks

from app.checks import check_settings
from app.resources import RESOURCES


class ProjectConfig(AppConfig):
    name = "app"

    def ready(self) -> None:
        checks.register(check_settings, checks.Tags.security, deploy=True)
        opened = ExitStack()
        for resource in RESOURCES:
            opened.enter_context(resource)
        atexit.register(opened.close)
