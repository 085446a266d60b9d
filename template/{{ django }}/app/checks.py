"""What `manage.py check --deploy` tells of this project's own settings."""

from collections.abc import Sequence
from typing import Any

from django.apps.config import AppConfig
from django.core.checks import CheckMessage, Warning

from app.config import get_settings


def check_settings(
    app_configs: Sequence[AppConfig] | None, **_: Any
) -> list[CheckMessage]:
    """Tell of settings with which a production service starts, but does not serve well."""
    settings = get_settings()
    messages: list[CheckMessage] = []
    if settings.environment != "production":
        messages.append(
            Warning(
                "This is not the production environment.",
                hint="Set ENVIRONMENT=production.",
                id="app.W001",
            )
        )
    if not settings.smtp_url:
        messages.append(
            Warning(
                "Mails are written to the log, rather than sent.",
                hint="Set SMTP_URL.",
                id="app.W002",
            )
        )
    return messages
