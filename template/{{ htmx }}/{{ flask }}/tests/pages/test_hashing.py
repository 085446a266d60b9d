"""Pages wait for the hash of a password without a connection to the database."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.users import hashing
from tests import isolation
from tests.pages.browser import PASSWORD, Mail, leads_to, log_in, submit
from tests.pages.conftest import Later

EMAIL = "grace@example.com"
OTHER = {"password": "Other-pass-2", "password_again": "Other-pass-2"}


@pytest.fixture
def visitor(application: Flask) -> Iterator[FlaskClient]:
    """The browser of somebody whose requests have connections of their own."""
    yield application.test_client()
    isolation.delete_all(application)


@pytest.fixture
def connected(application: Flask, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether a connection was held, each time that a password was hashed."""
    found: list[bool] = []
    run = hashing.run

    def observe(*arguments: Any) -> Any:
        found.append(isolation.is_connected(application))
        return run(*arguments)

    monkeypatch.setattr(hashing, "run", observe)
    return found


def test_no_connection_is_held_meanwhile(
    visitor: FlaskClient, connected: list[bool], post_office: Later, inbox: list[Mail]
) -> None:
    new = {"email": EMAIL, "name": "Grace", "password": PASSWORD}
    assert leads_to(submit(visitor, "/sign-up", new)) == "/"
    change = {"current_password": PASSWORD, **OTHER}
    assert leads_to(submit(visitor, "/password", change)) == "/"
    assert leads_to(log_in(visitor, EMAIL, "Other-pass-2")) == "/"
    submit(visitor, "/password/reset", {"email": EMAIL})
    post_office.finish()
    (link,) = re.findall(r"http://localhost(/\S+)", inbox[-1].text)
    assert leads_to(submit(visitor, link, OTHER)) == "/log-in"

    assert connected == [False] * 5
