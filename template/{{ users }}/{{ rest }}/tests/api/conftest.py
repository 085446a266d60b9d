"""The client of the tests, for the application or the server at `--url`."""

import os
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from httpx2 import Client, Response

from tests.api.accounts import Account, log_in, register
from tests.api.mails import Mail

FORBIDDEN_BY_SETTINGS = {
    "registration_closed": "REGISTRATION_OPEN is false on the server",
    "email_not_verified": "REQUIRE_VERIFIED_EMAIL is true on the server",
}


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
    hooks = {"response": [skip_if_off]}
    with Client(base_url=url, timeout=30, event_hooks=hooks) as client:
        yield client


def skip_if_off(response: Response) -> None:
    """Skip a test that needs what the settings of the server forbid."""
    if response.status_code == 429:
        pytest.skip("this address reached a limit of the server: see docs/service.md")
    if response.status_code == 403:
        response.read()
        code = response.json()["code"]
        if code in FORBIDDEN_BY_SETTINGS:
            pytest.skip(FORBIDDEN_BY_SETTINGS[code])


@pytest.fixture
def client(server: Client | None, request: pytest.FixtureRequest) -> Client:
    client: Client = server or request.getfixturevalue("app_client")
    return client


@pytest.fixture
def parallel_client(server: Client | None, request: pytest.FixtureRequest) -> Client:
    """A client for parallel requests, each with its own database connection."""
    client: Client = server or request.getfixturevalue("committing_client")
    return client


@pytest.fixture
def empty_database(url: str | None) -> None:
    """Skip on a server, whose database may contain other rows."""
    if url is not None:
        pytest.skip("the server's database may contain other rows")


@pytest.fixture
def documents(url: str | None, client: Client) -> None:
    """Skip if the server has no documents, as in production."""
    if url is not None and client.get("/api/openapi.json").status_code == 404:
        pytest.skip("DOCS_ENABLED is false on the server")


@pytest.fixture
def client_with(
    url: str | None, request: pytest.FixtureRequest
) -> Callable[..., Client]:
    """Create a client for an application with other settings, given by name."""
    if url is not None:
        pytest.skip("a running server's settings can't be changed")
    make: Callable[..., Client] = request.getfixturevalue("app_client_with")
    return make


@pytest.fixture
def inbox(url: str | None, request: pytest.FixtureRequest) -> list[Mail]:
    """The mails that requests of the test send."""
    if url is not None:
        pytest.skip("a running server's mails can't be read")
    mails: list[Mail] = request.getfixturevalue("app_inbox")
    return mails


@pytest.fixture
def make_user(
    url: str | None, request: pytest.FixtureRequest
) -> Callable[..., Account]:
    """Create a user with a token. The `name` is optional."""
    if url is not None:
        return register
    store: Callable[..., Account] = request.getfixturevalue("store_account")
    return store


@pytest.fixture
def make_admin(
    url: str | None, request: pytest.FixtureRequest
) -> Callable[[Client], Account]:
    """Create an administrator, or use the server's: the API can't create the first."""
    if url is not None:
        server_admin = request.getfixturevalue("server_admin")
        return lambda _: server_admin
    return partial(request.getfixturevalue("store_account"), role="admin")


@pytest.fixture(scope="session")
def server_admin(server: Client) -> Account:
    """The administrator of the server at `--url`."""
    email, password = os.getenv("ADMIN_EMAIL"), os.getenv("ADMIN_PASSWORD")
    if not email or not password:
        pytest.skip("ADMIN_EMAIL and ADMIN_PASSWORD are not set")
    return log_in(server, email=email, password=password)


@pytest.fixture(scope="session")
def server_users(server: Client) -> list[Account]:
    """Two users for the whole run, because registration is slow and limited."""
    return [register(server, name=name) for name in ("Some One", "Another")]


@pytest.fixture
def user(
    client: Client, make_user: Callable[..., Account], request: pytest.FixtureRequest
) -> Account:
    """A user that the test leaves unchanged; on a server, other tests use it too."""
    if request.getfixturevalue("url") is None:
        return make_user(client)
    shared: Account = request.getfixturevalue("server_users")[0]
    return shared


@pytest.fixture
def other_user(
    client: Client, make_user: Callable[..., Account], request: pytest.FixtureRequest
) -> Account:
    """Another user that the test leaves unchanged."""
    if request.getfixturevalue("url") is None:
        return make_user(client, name="Another")
    shared: Account = request.getfixturevalue("server_users")[1]
    return shared


@pytest.fixture
def new_user(client: Client, make_user: Callable[..., Account]) -> Account:
    """A user that the test may change."""
    return make_user(client)


@pytest.fixture
def admin(client: Client, make_admin: Callable[[Client], Account]) -> Account:
    return make_admin(client)
