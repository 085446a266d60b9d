"""The project as an app: its templates, its static files and its checks."""

from django.apps import AppConfig
from django.core import checks

from app.checks import check_settings


class ProjectConfig(AppConfig):
    name = "app"

    def ready(self) -> None:
        checks.register(check_settings, checks.Tags.security, deploy=True)
