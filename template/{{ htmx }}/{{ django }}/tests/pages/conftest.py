"""Fixtures of the pages' tests."""

from collections.abc import Callable, Iterator
from importlib import reload
from types import ModuleType

import pytest
from django.test import Client

from app import settings
from app.config import get_settings
from app.users.models import User
from tests.pages.inbox import inbox

__all__ = ["inbox"]


@pytest.fixture
def user_client(user: User) -> Client:
    """A client that is logged in as the user."""
    client = Client()
    client.force_login(user)
    return client


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
