"""Fixtures of users, their clients and their mails."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import background
from app.config import Settings
from app.database import db
from app.users import queries, service
from app.users.models import User
from app.users.schemas import UserCreate
from tests.pages.browser import PASSWORD, Mail, log_in


@pytest.fixture
def make_user(app: Flask) -> Callable[..., User]:
    def make(name: str = "Ada", **fields: Any) -> User:
        email = f"{''.join(filter(str.isalpha, name)).lower()}@example.com"
        data = UserCreate(email=email, name=name, password=PASSWORD)
        with app.app_context():
            user = service.create(db.session, data=data)
            queries.change(db.session, user, **fields)
            db.commit()
        return user

    return make


@pytest.fixture
def user(make_user: Callable[..., User]) -> User:
    return make_user()


@pytest.fixture
def anonymous_client(app: Flask) -> FlaskClient:
    """A client that is not logged in."""
    return app.test_client()


@pytest.fixture
def client_of(app: Flask) -> Callable[[User], FlaskClient]:
    """Create a client that is logged in as a user."""

    def make(user: User) -> FlaskClient:
        client = app.test_client()
        log_in(client, user.email)
        return client

    return make


@pytest.fixture
def user_client(user: User, client_of: Callable[[User], FlaskClient]) -> FlaskClient:
    """A client that is logged in as `user`."""
    return client_of(user)


class DeferredExecutor(Executor):
    """Runs submitted work when the test says so."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], Any]] = []

    def submit(self, work: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.waiting.append(partial(work, *args, **kwargs))
        return Future()

    def run_all(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()


@pytest.fixture
def executor(monkeypatch: pytest.MonkeyPatch) -> DeferredExecutor:
    """The executor that sends mails, without threads."""
    deferred = DeferredExecutor()
    monkeypatch.setattr(background, "executor", deferred)
    return deferred


@pytest.fixture
def inbox(executor: DeferredExecutor, monkeypatch: pytest.MonkeyPatch) -> list[Mail]:
    """The mails that were sent."""
    mails: list[Mail] = []

    def send(settings: Settings, **mail: str) -> None:
        mails.append(Mail(**mail))

    monkeypatch.setattr("app.mail.send", send)
    return mails
