"""Mail: Django's own, to the server of SMTP_URL, else printed in development."""

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
    """Send one message; blocks until the server has taken it.

    Use `django.core.mail` for HTML, attachments, headers and more recipients.

    Raises:
        OSError: If the server can't be reached or refuses the message
            (`smtplib.SMTPException` is an `OSError`).
    """
    send_mail(subject, text, settings.mail_from, [to])


def configure(settings: Settings) -> dict[str, Any]:
    """Name Django's backend, and its options for the server of SMTP_URL."""
    if settings.smtp_url is None:
        printed = "django.core.mail.backends.console.EmailBackend"
        unsent = settings.environment == "production"
        return {"BACKEND": "app.mail.UnsentBackend" if unsent else printed}
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
            # A password is never sent without encryption.
            "use_tls": not encrypted and bool(url.username),
            "timeout": TIMEOUT_SECONDS,
        },
    }


class UnsentBackend(BaseEmailBackend):
    """Stands in for a server in production: a mail's text may hold a secret link."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            log.warning("mail.not_sent", to=message.to, subject=str(message.subject))
        return 0
