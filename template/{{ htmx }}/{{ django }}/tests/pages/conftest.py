"""Visitors, and the mails that they get."""

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
from app.users import service
from app.users.models import User
from tests.pages.browser import PASSWORD


@pytest.fixture
def make_user(db: None) -> Callable[..., User]:
    def make(name: str = "Ada", **fields: Any) -> User:
        email = f"{name.lower()}@example.com"
        return service.create(email=email, name=name, password=PASSWORD, **fields)

    return make


@pytest.fixture
def user(make_user: Callable[..., User]) -> User:
    return make_user()


@pytest.fixture
def user_client(user: User) -> Client:
    """The browser of the user, who has logged in."""
    client = Client()
    client.force_login(user)
    return client


class AtOnce(Executor):
    """Does what is submitted before it goes on."""

    def submit(self, work: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(work(*args, **kwargs))
        return done


@pytest.fixture
def inbox(
    mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> list[EmailMessage]:
    """The mails that were sent; none waits in the background."""
    monkeypatch.setattr(background, "executor", AtOnce())
    return mailoutbox


@pytest.fixture
def settings_with() -> Iterator[Callable[..., ModuleType]]:
    """Have the service read other settings, and answer what Django's are then."""
    with pytest.MonkeyPatch.context() as patch:

        def read(**values: str) -> ModuleType:
            for name, value in values.items():
                patch.setenv(name.upper(), value)
            get_settings.cache_clear()
            return reload(settings)

        yield read
    get_settings.cache_clear()
    reload(settings)
