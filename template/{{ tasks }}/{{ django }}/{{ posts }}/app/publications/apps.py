"""The app of scheduled publications."""

from importlib import import_module

from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "app.publications"

    def ready(self) -> None:
        import_module("app.publications.receivers")
