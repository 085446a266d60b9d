"""Password hashing on pages doesn't hold a database connection."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.users import hashing
from tests import isolation
from tests.pages.browser import PASSWORD, Mail, log_in, redirect_target, submit
from tests.pages.conftest import DeferredExecutor

EMAIL = "grace@example.com"
OTHER = {"password": "Other-pass-2", "password_again": "Other-pass-2"}


@pytest.fixture
def committing_client(application: Flask) -> Iterator[FlaskClient]:
    """A client whose requests use the connection pool."""
    yield application.test_client()
    isolation.delete_all(application)


@pytest.fixture
def connected(application: Flask, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether a connection was held, for each call of the hasher."""
    found: list[bool] = []
    run = hashing.run

    def observe(*arguments: Any) -> Any:
        found.append(isolation.is_connected(application))
        return run(*arguments)

    monkeypatch.setattr(hashing, "run", observe)
    return found


def test_no_connection_is_held_while_a_password_is_hashed(
    committing_client: FlaskClient,
    connected: list[bool],
    executor: DeferredExecutor,
    inbox: list[Mail],
) -> None:
    new = {"email": EMAIL, "name": "Grace", "password": PASSWORD}
    assert redirect_target(submit(committing_client, "/sign-up", new)) == "/"
    change = {"current_password": PASSWORD, **OTHER}
    assert redirect_target(submit(committing_client, "/password", change)) == "/"
    submit(committing_client, "/log-out", {}, page="/password")
    assert redirect_target(log_in(committing_client, EMAIL, "Other-pass-2")) == "/"
    submit(committing_client, "/password/reset", {"email": EMAIL})
    executor.run_all()
    (link,) = re.findall(r"http://localhost(/\S+)", inbox[-1].text)
    assert redirect_target(submit(committing_client, link, OTHER)) == "/log-in"

    assert connected == [False] * 5
