"""Fixtures of the pages' tests."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from importlib import reload
from types import ModuleType
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from app import background, settings
from app.config import get_settings
from app.users.models import User


@pytest.fixture
def user_client(user: User) -> Client:
    """A client that is logged in as the user."""
    client = Client()
    client.force_login(user)
    return client


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


@pytest.fixture
def settings_with() -> Iterator[Callable[..., ModuleType]]:
    """A function that sets environment variables and reloads the settings."""
    before = dict(vars(settings))
    with pytest.MonkeyPatch.context() as patch:

        def load(**values: str) -> ModuleType:
            for name, value in values.items():
                patch.setenv(name.upper(), value)
            get_settings.cache_clear()
            return reload(settings)

        yield load
    get_settings.cache_clear()
    # A reload would leave the settings that are set in production only.
    vars(settings).clear()
    vars(settings).update(before)
