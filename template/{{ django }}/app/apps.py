"""The project as an app, with templates, static files, checks and resources."""

import atexit
from contextlib import ExitStack

from django.apps import AppConfig
from django.core import checks

from app.checks import check_models, check_settings


class ProjectConfig(AppConfig):
    name = "app"

    def ready(self) -> None:
        # Imported here, since resources and checks may import models.
        from app import resources  # noqa: PLC0415

        checks.register(check_models, checks.Tags.models)
        checks.register(check_settings, checks.Tags.security, deploy=True)
        opened = ExitStack()
        atexit.register(opened.close)
        for resource in resources.RESOURCES:
            opened.enter_context(resource)
