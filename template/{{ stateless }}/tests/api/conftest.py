"""Clients of the application, or of the server at `--url`."""

from collections.abc import Callable, Iterator

import pytest
from httpx2 import Client


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
def documents(url: str | None, client: Client) -> None:
    """Skip the test if the server doesn't serve its documentation."""
    if url is not None and client.get("/api/openapi.json").status_code == 404:
        pytest.skip("DOCS_ENABLED is false on the server")


@pytest.fixture
def client_with(
    url: str | None, request: pytest.FixtureRequest
) -> Callable[..., Client]:
    """Create a client of an application with other settings."""
    if url is not None:
        pytest.skip("a running server's settings can't be changed")
    make: Callable[..., Client] = request.getfixturevalue("app_client_with")
    return make
