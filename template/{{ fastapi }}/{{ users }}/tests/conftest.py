"""Fixtures: applications on a migrated database, clients, a session and users.

The client of `tests/api` is synchronous and speaks to an application in a thread of
its own. Async tests share the event loop with `app`, `client` and `session`. Each has
its own transaction, which is rolled back after the test: don't use both in one test.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import ASGITransport, AsyncClient, Client
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app import log
from app.config import Settings, get_settings
from app.database import unit_of_work
from app.limits import Limiter
from app.main import create_app, lifespan
from app.sessions import AsyncSession
from app.users import passwords, tokens
from app.users.models import Role, User
from tests import DATABASE_URL, isolation
from tests.api.accounts import Account, bearer
from tests.api.mails import Mail
from tests.database import created
from tests.factories import make_user

pytest_plugins = ["tests.floor"]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> None:
    passwords.hasher = PasswordHash(
        (Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)
    )


@pytest.fixture
def log_level_info() -> Iterator[None]:
    """Log as much as by default; the other tests are quicker with less."""
    log.configure(Settings(log_level="INFO"))
    yield
    log.configure(get_settings())


@pytest.fixture(scope="session")
def migrated() -> Iterator[None]:
    with created(DATABASE_URL):
        isolation.migrate()
        yield


@pytest.fixture(scope="session")
async def running_app(migrated: None) -> AsyncIterator[FastAPI]:
    app = create_app(Settings())
    async with lifespan(app):
        yield app


@pytest.fixture
async def app(running_app: FastAPI) -> AsyncIterator[FastAPI]:
    """The application; what the test stores is rolled back."""
    running_app.state.limiter = Limiter(running_app.state.settings)
    async with isolation.joined(running_app):
        yield running_app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app=app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


@pytest.fixture
async def session(app: FastAPI) -> AsyncIterator[AsyncSession]:
    """A session in the transaction of the test."""
    async with isolation.session_of(app) as session:
        yield session


@pytest.fixture
async def user(session: AsyncSession) -> User:
    return await make_user(session)


@pytest.fixture
async def other_user(session: AsyncSession) -> User:
    return await make_user(session, name="Another")


def make_client(**settings: Any) -> TestClient:
    app = create_app(Settings(**settings))
    # What the service would answer, rather than the exception itself.
    return TestClient(app, raise_server_exceptions=False)


def application(client: Client) -> FastAPI:
    assert isinstance(client, TestClient)
    assert isinstance(client.app, FastAPI)
    return client.app


def run(client: Client, function: Callable[..., Any], *arguments: Any) -> Any:
    """Run a coroutine function in the event loop of the application."""
    assert isinstance(client, TestClient)
    assert client.portal is not None
    return client.portal.call(function, *arguments)


@pytest.fixture(scope="session")
def served(migrated: None) -> Iterator[TestClient]:
    with make_client() as client:
        yield client


@pytest.fixture
def app_client(served: TestClient) -> Iterator[TestClient]:
    """The application; what the test stores is rolled back."""
    app = application(served)
    app.state.limiter = Limiter(app.state.settings)
    assert served.portal is not None
    with isolation.rolled_back(app, served.portal):
        yield served


@pytest.fixture
def committing_client(served: TestClient) -> Iterator[TestClient]:
    """The application with its own connections; what it stores is deleted."""
    app = application(served)
    app.state.limiter = Limiter(app.state.settings)
    yield served
    run(served, isolation.delete_all, app)


@pytest.fixture
def app_client_with(migrated: None) -> Iterator[Callable[..., TestClient]]:
    """Make an application with these settings; what it stores is rolled back."""
    with ExitStack() as stack:

        def make(**settings: Any) -> TestClient:
            client = stack.enter_context(make_client(**settings))
            assert client.portal is not None
            stack.enter_context(
                isolation.rolled_back(application(client), client.portal)
            )
            return client

        yield make


@pytest.fixture
def app_inbox(monkeypatch: pytest.MonkeyPatch) -> list[Mail]:
    """The mails that are sent, which none leaves."""
    mails: list[Mail] = []
    monkeypatch.setattr("app.mail.send", lambda _, **mail: mails.append(Mail(**mail)))
    return mails


@pytest.fixture
def store_account() -> Callable[..., Account]:
    """Make a user without the API, which is quicker and can make administrators."""

    async def store(app: FastAPI, name: str, role: Role) -> Account:
        async with unit_of_work(app) as session:
            user = await make_user(session, name=name, role=role)
        issued = tokens.issue(
            app.state.settings, user_id=user.id, version=user.token_version
        )
        headers = bearer(issued.access_token)
        return Account(user.id, user.email, headers, issued.refresh_token)

    def make(client: Client, *, name: str = "Some One", role: str = "user") -> Account:
        account = run(client, store, application(client), name, Role(role))
        assert isinstance(account, Account)
        return account

    return make
