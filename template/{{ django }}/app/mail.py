"""Mail through Django: by the server of SMTP_URL, or to the console."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from django.core.mail import EmailMessage, send_mail
from django.core.mail.backends.base import BaseEmailBackend

from app.config import Settings

TIMEOUT_SECONDS = 10

log = structlog.get_logger()


def send(settings: Settings, *, to: str, subject: str, text: str) -> None:
    """Send a mail. Blocks until the server has accepted it.

    For HTML, attachments, headers or several recipients, use `django.core.mail`.

    Raises:
        OSError: The server can't be reached or refuses the mail
            (`smtplib.SMTPException` is an `OSError`).
    """
    send_mail(subject, text, settings.mail_from, [to])


def configure(settings: Settings) -> dict[str, Any]:
    """Configure Django's mail backend."""
    if settings.smtp_url is None:
        if settings.environment == "production":
            return {"BACKEND": "app.mail.UnsentBackend"}
        return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
    url = urlsplit(settings.smtp_url.get_secret_value())
    encrypted = url.scheme == "smtps"
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": url.hostname,
            "port": url.port or (465 if encrypted else 587),
            "username": unquote(url.username or ""),
            "password": unquote(url.password or ""),
            "use_ssl": encrypted,
            # Never send a password unencrypted.
            "use_tls": not encrypted and bool(url.username),
            "timeout": TIMEOUT_SECONDS,
        },
    }


class UnsentBackend(BaseEmailBackend):
    """Log a warning instead of a mail, whose text may contain a secret link."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            log.warning("mail.not_sent", to=message.to, subject=str(message.subject))
        return 0
