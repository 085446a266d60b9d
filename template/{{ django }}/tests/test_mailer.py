"""Django's mails go the way of the service's own."""

import pytest
from django.core.mail import EmailMessage

from app.mailer import EmailBackend


def test_message_goes_to_each_recipient(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, str]] = []
    monkeypatch.setattr("app.mail.send", lambda _, **mail: sent.append(mail))
    message = EmailMessage("Hello", "Text", to=["a@example.com"], cc=["b@example.com"])

    assert EmailBackend().send_messages([message]) == 1

    assert [mail["to"] for mail in sent] == ["a@example.com", "b@example.com"]
    assert {(mail["subject"], mail["text"]) for mail in sent} == {("Hello", "Text")}
