"""The mails of a test, whose tasks run at once."""

import pytest
from django.db import transaction

from tests.api.mails import Mail


@pytest.fixture
def app_inbox(monkeypatch: pytest.MonkeyPatch) -> list[Mail]:
    """The mails of the test, which are collected without waiting for a commit."""
    mails: list[Mail] = []
    monkeypatch.setattr(transaction, "on_commit", lambda work, **_: work())
    monkeypatch.setattr("app.mail.send", lambda _, **mail: mails.append(Mail(**mail)))
    return mails
