"""System checks, and a check at the start of the production server."""

import os
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.apps.config import AppConfig
from django.contrib.staticfiles.storage import (
    ManifestFilesMixin,
    staticfiles_storage,
)
from django.core import checks
from django.utils.module_loading import module_has_submodule

from app.config import get_settings

NOT_IN_PRODUCTION = checks.Warning(
    "This is not the production environment.",
    hint="Set ENVIRONMENT=production.",
    id="app.W001",
)
MAILS_ARE_NOT_SENT = checks.Info(
    "Mails are not sent.",
    hint="Set SMTP_URL.",
    id="app.I001",
)


def check_settings(
    app_configs: Sequence[AppConfig] | None, **_: Any
) -> list[checks.CheckMessage]:
    """Warn about settings that allow a start but are wrong in production."""
    settings = get_settings()
    messages: list[checks.CheckMessage] = []
    if settings.environment != "production":
        messages.append(NOT_IN_PRODUCTION)
    if not settings.smtp_url:
        messages.append(MAILS_ARE_NOT_SENT)
    return messages


def check_models(
    app_configs: Sequence[AppConfig] | None, **_: Any
) -> list[checks.CheckMessage]:
    """Find models that `makemigrations` ignores."""
    # Django counts the models of packages that are not installed as those of `app`.
    packages = {
        model.__module__.rpartition(".")[0]
        for model in apps.get_app_config("app").get_models()
    }
    not_installed: list[checks.CheckMessage] = [
        checks.Error(
            f"{package} has models, but is not installed.",
            hint=f'Add "{package}" to INSTALLED_APPS in app/settings.py.',
            id="app.E001",
        )
        for package in sorted(packages - {"app"})
    ]
    not_migrated = [
        checks.Error(
            f"{app.name} has models, but no migrations.",
            hint=f"Create {app.name.replace('.', '/')}/migrations/__init__.py.",
            id="app.E002",
        )
        for app in apps.get_app_configs()
        if app.name.startswith("app.")
        and any(app.get_models())
        and not module_has_submodule(app.module, "migrations")
    ]
    return not_installed + not_migrated


def require_static_files() -> None:
    """Refuse to start without static files, which every page needs.

    Raises:
        SystemExit: With a message that says what to run.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "app.settings")
    storage = staticfiles_storage
    if isinstance(storage, ManifestFilesMixin) and not storage.hashed_files:
        raise SystemExit(
            "Static files are missing. Run `python manage.py collectstatic --noinput` "
            "before you start the production server."
        )
