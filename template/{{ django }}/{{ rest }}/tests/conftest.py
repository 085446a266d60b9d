"""Fixtures: users, and the application under test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import reload
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import override_settings
from django.urls import clear_script_prefix, clear_url_caches
from httpx2 import Client

from app import api, log, settings, urls
from app.config import Settings, get_settings
from app.limiter import get_limiter
from app.root_path import RootPath
from app.users import tokens
from app.users.models import Role, User
from app.wsgi import KnownLength, application
from tests.api.accounts import Account, bearer
from tests.factories import make_user
from tests.wsgi import Transport

pytest_plugins = ["tests.floor", "tests.inbox"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Mark the tests that use a client, since they need a database.

    The API's tests do so only while they run, since they may use a server's instead.
    """
    if config.getoption("--url", default=None):
        return
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if names & {"client", "client_with", "parallel_client"}:
            parallel = "parallel_client" in names
            item.add_marker(pytest.mark.django_db(transaction=parallel))


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Reset the counters of limits."""
    get_limiter.cache_clear()


@pytest.fixture
def log_level_info() -> Iterator[None]:
    """Log as in production. Other tests log less, which is faster."""
    log.configure(Settings(log_level="INFO"))
    yield
    log.configure(get_settings())


@pytest.fixture
def user(db: None) -> User:
    return make_user()


@pytest.fixture
def other_user(db: None) -> User:
    return make_user(name="Another")


@pytest.fixture
def one_connection(db: None) -> Iterator[None]:
    """Keep the connection of the test, whose transaction is rolled back.

    Django would close it with each request; its own test client prevents that likewise.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def app_client(one_connection: None) -> Iterator[Client]:
    """A client of the application. Changes are rolled back."""
    with Client(
        transport=Transport(application), base_url="http://testserver"
    ) as client:
        yield client


@pytest.fixture
def committing_client(transactional_db: None) -> Iterator[Client]:
    """A client with a connection for each thread. Changes are deleted."""
    with Client(
        transport=Transport(application), base_url="http://testserver"
    ) as client:
        yield client


@contextmanager
def started_with(**changes: Any) -> Iterator[None]:
    """Set up the project again with these settings."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in changes.items():
            written = ",".join(value) if isinstance(value, tuple) else str(value)
            patch.setenv(name.upper(), written)
        with override_settings(**set_up()):
            yield
    set_up()
    clear_script_prefix()


def set_up() -> dict[str, Any]:
    """Reload settings and URLs. Return the settings except those of tests."""
    get_settings.cache_clear()
    get_limiter.cache_clear()
    names = vars(reload(settings))
    reload(api)
    reload(urls)
    clear_url_caches()
    kept = ("DATABASES", "INSTALLED_APPS", "PASSWORD_HASHERS")
    return {
        name: value
        for name, value in names.items()
        if name.isupper() and name not in kept
    }


@pytest.fixture
def app_client_with(one_connection: None) -> Iterator[Callable[..., Client]]:
    with ExitStack() as stack:

        def make(**changes: Any) -> Client:
            stack.enter_context(started_with(**changes))
            fresh = RootPath(
                KnownLength(get_wsgi_application()), get_settings().root_path
            )
            client = Client(transport=Transport(fresh), base_url="http://testserver")
            return stack.enter_context(client)

        yield make


@pytest.fixture
def store_account() -> Callable[..., Account]:
    """Store users or administrators without the API, which is faster."""

    def make(_: Client, *, name: str = "Some One", role: str = "user") -> Account:
        user = make_user(name=name, role=Role(role))
        issued = tokens.issue(
            get_settings(), user_id=user.pk, version=user.token_version
        )
        headers = bearer(issued.access_token)
        return Account(user.pk, user.email, headers, issued.refresh_token)

    return make
