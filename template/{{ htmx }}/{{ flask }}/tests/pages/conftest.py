"""Visitors, and the mails that they get."""

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
def stranger(app: Flask) -> FlaskClient:
    """The browser of somebody who has not logged in."""
    return app.test_client()


@pytest.fixture
def browser_of(app: Flask) -> Callable[[User], FlaskClient]:
    """A browser in which this user has logged in."""

    def make(user: User) -> FlaskClient:
        client = app.test_client()
        log_in(client, user.email)
        return client

    return make


@pytest.fixture
def browser(user: User, browser_of: Callable[[User], FlaskClient]) -> FlaskClient:
    """The user's."""
    return browser_of(user)


class Later(Executor):
    """Does what is submitted once it is told to."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], Any]] = []

    def submit(self, work: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.waiting.append(partial(work, *args, **kwargs))
        return Future()

    def finish(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()


@pytest.fixture
def post_office(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Keeps the mails back until it is told to deliver them."""
    office = Later()
    monkeypatch.setattr(background, "executor", office)
    return office


@pytest.fixture
def inbox(post_office: Later, monkeypatch: pytest.MonkeyPatch) -> list[Mail]:
    """The mails that were delivered."""
    mails: list[Mail] = []

    def send(settings: Settings, **mail: str) -> None:
        mails.append(Mail(**mail))

    monkeypatch.setattr("app.mail.send", send)
    return mails
