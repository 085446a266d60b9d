"""Mail by SMTP, or to the log."""

import smtplib
from typing import Any
from unittest.mock import MagicMock, patch

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from app import mail
from app.config import Settings

MESSAGE = {"to": "ada@example.com", "subject": "Hello", "text": "Grüße\n"}


@pytest.fixture
def servers() -> Any:
    """Mocks of both kinds of connections."""
    with (
        patch.object(smtplib, "SMTP") as plain,
        patch.object(smtplib, "SMTP_SSL") as encrypted,
    ):
        for server in (plain, encrypted):
            server.return_value.__enter__.return_value = server.return_value
        yield plain, encrypted


def sent(server: MagicMock) -> Any:
    return server.return_value.send_message.call_args.args[0]


def test_mail_without_a_server_goes_to_the_log(log_level_info: None) -> None:
    with capture_logs() as events:
        mail.send(Settings(), **MESSAGE)

    assert [event["event"] for event in events] == ["mail.printed"]
    assert events[0]["text"] == MESSAGE["text"]


def test_production_keeps_the_text_out_of_the_log(log_level_info: None) -> None:
    settings = Settings().model_copy(update={"environment": "production"})

    with capture_logs() as events:
        mail.send(settings, **MESSAGE)

    assert [event["event"] for event in events] == ["mail.not_sent"]
    assert MESSAGE["text"] not in str(events)


def test_smtps_is_encrypted_from_the_start(servers: Any) -> None:
    _, encrypted = servers
    settings = Settings(
        smtp_url=SecretStr("smtps://me%40example.com:p%40ss@mail.example.com"),
        mail_from="Service <noreply@example.com>",
    )

    mail.send(settings, **MESSAGE)

    assert encrypted.call_args.args == ("mail.example.com", 465)
    encrypted.return_value.login.assert_called_once_with("me@example.com", "p@ss")
    message = sent(encrypted)
    assert message["From"] == "Service <noreply@example.com>"
    assert message["To"] == MESSAGE["to"]
    assert message.get_content() == MESSAGE["text"]


@pytest.mark.parametrize(
    ("url", "offered", "encrypted"),
    [
        ("smtp://mail.example.com", True, True),
        ("smtp://mail.example.com", False, False),
        ("smtp://me:secret@mail.example.com", False, True),
    ],
)
def test_smtp_is_encrypted_if_possible_or_required(
    servers: Any, url: str, offered: bool, encrypted: bool
) -> None:
    plain, _ = servers
    plain.return_value.has_extn.return_value = offered

    mail.send(Settings(smtp_url=SecretStr(url)), **MESSAGE)

    assert plain.call_args.args == ("mail.example.com", 587)
    assert plain.return_value.starttls.called is encrypted
    assert sent(plain)["Subject"] == MESSAGE["subject"]


def test_password_is_sent_only_after_encryption(servers: Any) -> None:
    plain, _ = servers
    plain.return_value.starttls.side_effect = smtplib.SMTPNotSupportedError

    settings = Settings(smtp_url=SecretStr("smtp://me:secret@mail.example.com"))

    with pytest.raises(smtplib.SMTPNotSupportedError):
        mail.send(settings, **MESSAGE)

    assert not plain.return_value.login.called


def test_header_can_not_be_injected(servers: Any) -> None:
    settings = Settings(smtp_url=SecretStr("smtps://mail.example.com"))

    with pytest.raises(ValueError, match="linefeed"):
        mail.send(settings, to="a@example.com", subject="a\nBcc: b@c.de", text="")
