"""The application under test, on a database that the migrations have made."""

import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager
from typing import Any
from unittest.mock import AsyncMock

import pytest
from alembic import command
from alembic.config import Config
from fastapi import FastAPI
from fastapi.testclient import TestClient
from greenlet import getcurrent  # type: ignore[import-untyped]
from httpx2 import Client
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import delete

from app import log
from app.config import Settings, get_settings
from app.database import unit_of_work
from app.main import create_app
from app.models import Base
from app.sessions import Session, sessions_on
from app.users import passwords, service, tokens
from app.users.models import Role
from app.users.schemas import UserCreate
from tests import DATABASE_URL
from tests.api.accounts import Account, bearer, registration
from tests.database import created

# The greenlets of all threads, by which coverage tells them apart.
greenlets: list[object] = []


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> None:
    passwords.hasher = PasswordHash(
        (Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)
    )


@pytest.fixture(scope="session", autouse=True)
def kept_greenlets() -> None:
    """Let no greenlet die with its thread, for coverage would be called back by it.

    Where two threads end at once, Python 3.11 can wait for ever in such a callback: it
    is traced, and called amid the calls that Python does for the threads that ended.
    """

    def keep(*_: object) -> None:
        sys.setprofile(None)
        greenlets.append(getcurrent())

    threading.setprofile(keep)


@pytest.fixture
def log_level_info() -> Iterator[None]:
    """Log as much as by default; the other tests are quicker with less."""
    log.configure(Settings(log_level="INFO"))
    yield
    log.configure(get_settings())


@pytest.fixture(scope="session")
def migrated() -> Iterator[None]:
    with created(DATABASE_URL):
        command.upgrade(Config(toml_file="pyproject.toml"), "head")
        yield


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


@asynccontextmanager
async def rolled_back(app: FastAPI) -> AsyncIterator[None]:
    """Let every session join one transaction, of which nothing stays.

    The code under test commits and rolls back freely: it does so to savepoints.
    https://docs.sqlalchemy.org/en/21/orm/session_transaction.html#joining-a-session-into-an-external-transaction-such-as-for-test-suites
    """
    sessions = app.state.sessions
    async with app.state.engine.connect() as connection:
        transaction = await connection.begin()
        app.state.sessions = sessions_on(
            connection, join_transaction_mode="create_savepoint"
        )
        yield
        app.state.sessions = sessions
        await transaction.rollback()


@asynccontextmanager
async def emptied(app: FastAPI) -> AsyncIterator[None]:
    yield
    async with app.state.engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            await connection.execute(delete(table))


@pytest.fixture(scope="session")
def served(migrated: None) -> Iterator[TestClient]:
    with make_client() as client:
        yield client


@pytest.fixture
def app_client(served: TestClient) -> Iterator[TestClient]:
    """The application; what the test stores is rolled back."""
    assert served.portal is not None
    with served.portal.wrap_async_context_manager(rolled_back(application(served))):
        yield served


@pytest.fixture
def committing_client(served: TestClient) -> Iterator[TestClient]:
    """The application with its own connections; what it stores is deleted."""
    assert served.portal is not None
    with served.portal.wrap_async_context_manager(emptied(application(served))):
        yield served


@pytest.fixture
def app_client_with(migrated: None) -> Iterator[Callable[..., TestClient]]:
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(make_client(**settings))


@pytest.fixture
def failing_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no request commit."""
    monkeypatch.setattr(Session, "commit", AsyncMock(side_effect=ConnectionError))


@pytest.fixture
def store_account() -> Callable[..., Account]:
    """Make a user without the API, which is quicker and can make administrators."""

    async def store(app: FastAPI, name: str, role: Role) -> Account:
        data = UserCreate.model_validate(registration(name=name))
        async with unit_of_work(app) as session:
            user = await service.create(session, data=data, role=role)
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
