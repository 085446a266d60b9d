"""The mails of a test, sent at once instead of in the background."""

from concurrent.futures import Executor, Future
from typing import Any

import pytest
from django.core.mail import EmailMessage

from app import background


class ImmediateExecutor(Executor):
    """Runs work in the caller's thread."""

    def submit(self, work: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(work(*args, **kwargs))
        return future


@pytest.fixture
def inbox(
    mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> list[EmailMessage]:
    """The mails that were sent, also those from the background."""
    monkeypatch.setattr(background, "executor", ImmediateExecutor())
    return mailoutbox
