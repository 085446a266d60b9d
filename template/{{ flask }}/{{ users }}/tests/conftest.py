"""Fixtures: applications on a migrated database, clients, a session and users."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import ExitStack, contextmanager
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from flask import Flask
from flask.testing import FlaskClient
from httpx2 import Client
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app import background, log
from app.config import Settings, get_settings
from app.database import db
from app.limits import Limiter
from app.main import create_app
from app.sessions import Session
from app.users import passwords, tokens
from app.users.models import Role, User
from tests import DATABASE_URL, isolation
from tests.api.accounts import Account, bearer
from tests.api.mails import Mail
from tests.database import created
from tests.factories import make_user
from tests.wsgi import Transport

pytest_plugins = ["tests.floor"]


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> None:
    passwords.hasher = PasswordHash(
        (Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)
    )


class Immediately(Executor):
    """Does what is submitted at once, in the thread of its caller."""

    def submit(self, work: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(work(*args, **kwargs))
        return future


@pytest.fixture(scope="session", autouse=True)
def no_threads() -> None:
    """Let no mail of one test be sent in the next."""
    background.executor = Immediately()


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


# Which application a client speaks to.
applications: WeakKeyDictionary[Client, Flask] = WeakKeyDictionary()


@contextmanager
def made(**settings: Any) -> Iterator[Flask]:
    """An application, whose connections are closed in the end."""
    app = create_app(Settings(**settings))
    yield app
    isolation.disconnect(app)


@contextmanager
def visited(app: Flask) -> Iterator[Client]:
    transport = Transport(app)
    with Client(transport=transport, base_url="http://testserver") as client:
        applications[client] = app
        yield client


@pytest.fixture(scope="session")
def application(migrated: None) -> Iterator[Flask]:
    with made() as app:
        yield app


@pytest.fixture
def app(application: Flask) -> Iterator[Flask]:
    """The application; what the test stores is rolled back."""
    application.extensions["limiter"] = Limiter(get_settings())
    with isolation.rolled_back(application):
        yield application


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session in the transaction of the test."""
    with isolation.session_of(app) as session:
        yield session


@pytest.fixture
def user(session: Session) -> User:
    return make_user(session)


@pytest.fixture
def other_user(session: Session) -> User:
    return make_user(session, name="Another")


@pytest.fixture
def app_client(app: Flask) -> Iterator[Client]:
    with visited(app) as client:
        yield client


@pytest.fixture
def committing_client(application: Flask) -> Iterator[Client]:
    """The application with its own connections; what it stores is deleted."""
    application.extensions["limiter"] = Limiter(get_settings())
    with visited(application) as client:
        yield client
    isolation.delete_all(application)


@pytest.fixture
def app_client_with(migrated: None) -> Iterator[Callable[..., Client]]:
    """Make an application with these settings; what it stores is rolled back."""
    with ExitStack() as stack:

        def make(**settings: Any) -> Client:
            app = stack.enter_context(made(**settings))
            stack.enter_context(isolation.rolled_back(app))
            return stack.enter_context(visited(app))

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

    def make(client: Client, *, name: str = "Some One", role: str = "user") -> Account:
        with applications[client].app_context():
            user = make_user(db.session, name=name, role=Role(role))
            db.commit()
        issued = tokens.issue(
            get_settings(), user_id=user.id, version=user.token_version
        )
        headers = bearer(issued.access_token)
        return Account(user.id, user.email, headers, issued.refresh_token)

    return make
