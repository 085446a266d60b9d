"""The mails of a test, sent at once instead of in the background."""

from concurrent.futures import Executor, Future
from typing import Any

import pytest
from django.db import transaction

from app import background
from tests.api.mails import Mail


class Immediately(Executor):
    """Runs submitted work at once, in the thread of the caller."""

    def submit(self, work: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(work(*args, **kwargs))
        return future


@pytest.fixture
def app_inbox(monkeypatch: pytest.MonkeyPatch) -> list[Mail]:
    """The mails of the test, which are collected without waiting for a commit."""
    mails: list[Mail] = []
    monkeypatch.setattr(background, "executor", Immediately())
    # It is the test's own, whose transaction is rolled back.
    monkeypatch.setattr(background, "close_old_connections", lambda: None)
    monkeypatch.setattr(transaction, "on_commit", lambda work: work())
    monkeypatch.setattr("app.mail.send", lambda _, **mail: mails.append(Mail(**mail)))
    return mails
