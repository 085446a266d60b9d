"""The client that the tests speak through: to the application, or to `--url`."""

import os
from collections.abc import Callable, Iterator

import pytest
from httpx2 import Client

from tests.api.accounts import Account, log_in, register


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--url", help="run against the server at this URL")


@pytest.fixture(scope="session")
def url(request: pytest.FixtureRequest) -> str | None:
    value = request.config.getoption("--url", default=None)
    return value if isinstance(value, str) else None


@pytest.fixture(scope="session")
def server(url: str | None) -> Iterator[Client | None]:
    if url is None:
        yield None
        return
    with Client(base_url=url, timeout=30) as client:
        yield client


@pytest.fixture
def client(server: Client | None, request: pytest.FixtureRequest) -> Client:
    client: Client = server or request.getfixturevalue("app_client")
    return client


@pytest.fixture
def parallel_client(server: Client | None, request: pytest.FixtureRequest) -> Client:
    """A client whose requests may run at once, each on a connection of its own."""
    client: Client = server or request.getfixturevalue("committing_client")
    return client


@pytest.fixture
def own_database(url: str | None) -> None:
    if url is not None:
        pytest.skip("the server's database may hold other rows")


@pytest.fixture
def client_with(
    url: str | None, request: pytest.FixtureRequest
) -> Callable[..., Client]:
    """Make a client of an application with other settings, given by name."""
    if url is not None:
        pytest.skip("a running server's settings can't be changed")
    make: Callable[..., Client] = request.getfixturevalue("app_client_with")
    return make


@pytest.fixture
def user(client: Client) -> Account:
    return register(client)


@pytest.fixture
def other(client: Client) -> Account:
    return register(client, name="Another")


@pytest.fixture
def make_admin(
    url: str | None, request: pytest.FixtureRequest
) -> Callable[[Client], Account]:
    """Log in as an administrator; the API alone can't make the first one."""
    if url is None:
        promote = request.getfixturevalue("promote")

        def promoted(client: Client) -> Account:
            account = register(client, name="Some Admin")
            promote(client, account.id)
            return log_in(client, email=account.email)

        return promoted

    email, password = os.getenv("ADMIN_EMAIL"), os.getenv("ADMIN_PASSWORD")
    if not email or not password:
        pytest.skip("ADMIN_EMAIL and ADMIN_PASSWORD are not set")
    return lambda client: log_in(client, email=email, password=password)


@pytest.fixture
def admin(client: Client, make_admin: Callable[[Client], Account]) -> Account:
    return make_admin(client)
