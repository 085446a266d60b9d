"""Mail, and Django's backends for SMTP_URL."""

import smtplib
from typing import Any
from unittest.mock import MagicMock

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from pydantic import SecretStr
from structlog.testing import capture_logs

from app import mail
from app.config import Settings

PRODUCTION = {
    "environment": "production",
    "secret_key": "k" * 32,
    "allowed_hosts": ("example.com",),
}


def with_server(url: str) -> Any:
    return mail.configure(Settings(smtp_url=SecretStr(url)))["OPTIONS"]


def test_mails_are_sent_with_django(mailoutbox: list[EmailMessage]) -> None:
    settings = Settings(mail_from="Service <noreply@example.com>")

    mail.send(settings, to="ada@example.com", subject="Hello", text="Grüße\n")

    (message,) = mailoutbox
    assert message.to == ["ada@example.com"]
    assert message.from_email == "Service <noreply@example.com>"
    assert (message.subject, message.body) == ("Hello", "Grüße\n")


def test_smtps_is_encrypted() -> None:
    assert with_server("smtps://me%40example.com:p%40ss@mail.example.com") == {
        "host": "mail.example.com",
        "port": 465,
        "username": "me@example.com",
        "password": "p@ss",
        "use_ssl": True,
        "use_tls": False,
        "timeout": 10,
    }


@pytest.mark.parametrize(
    ("url", "encrypted"),
    [("smtp://me:secret@localhost", True), ("smtp://localhost:25", False)],
)
def test_password_is_never_sent_unencrypted(
    monkeypatch: pytest.MonkeyPatch, url: str, encrypted: bool
) -> None:
    server = MagicMock()
    server.starttls.side_effect = smtplib.SMTPNotSupportedError
    monkeypatch.setattr(smtplib, "SMTP", lambda *_, **__: server)
    backend = EmailBackend(alias="default", **with_server(url))

    if encrypted:
        with pytest.raises(smtplib.SMTPNotSupportedError):
            backend.open()
    else:
        backend.open()

    assert not server.login.called


@pytest.mark.parametrize(
    ("values", "backend"),
    [
        ({}, "django.core.mail.backends.console.EmailBackend"),
        (PRODUCTION, "app.mail.UnsentBackend"),
    ],
)
def test_without_a_server_no_mail_is_sent(values: Any, backend: str) -> None:
    assert mail.configure(Settings(**values)) == {"BACKEND": backend}


def test_text_of_an_unsent_mail_is_not_logged(log_level_info: None) -> None:
    message = EmailMessage("Hello", "A secret link", to=["ada@example.com"])

    with capture_logs() as events:
        assert mail.UnsentBackend().send_messages([message]) == 0

    (event,) = events
    assert event["event"] == "mail.not_sent"
    assert "secret" not in str(event)
