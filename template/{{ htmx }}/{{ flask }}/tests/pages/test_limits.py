"""Limits on log-ins, registrations and mails of one client."""

from collections.abc import Callable
from unittest.mock import Mock

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.config import Settings
from app.errors import UnavailableError
from app.limits import Limiter
from app.users.models import User
from tests.pages.browser import PASSWORD, leads_to, log_in, submit
from tests.pages.conftest import Later

LIMITED = "Too many attempts. Please try again later."


@pytest.fixture
def limit_to(app: Flask) -> Callable[..., None]:
    """Count anew, up to these numbers."""

    def limit(**settings: int) -> None:
        app.extensions["limiter"] = Limiter(Settings.model_validate(settings))

    return limit


def check_limited(page: TestResponse) -> None:
    assert page.status_code == 429
    assert page.mimetype == "text/html"
    assert LIMITED in page.text
    assert 0 < int(page.headers["Retry-After"]) <= 5 * 60


def test_guesses_are_limited_with_those_of_the_api(
    stranger: FlaskClient, user: User, limit_to: Callable[..., None]
) -> None:
    limit_to(log_in_attempts=2)

    log_in(stranger, user.email, "Wrong-pass-1")
    form = {"username": user.email.upper(), "password": "Wrong-pass-1"}
    assert stranger.post("/api/auth/token", data=form).status_code == 401

    check_limited(log_in(stranger, user.email))
    assert log_in(stranger, "other@example.com").status_code == 200


def test_success_clears_the_count(
    stranger: FlaskClient, user: User, limit_to: Callable[..., None]
) -> None:
    limit_to(log_in_attempts=2)

    for _ in range(3):
        log_in(stranger, user.email, "Wrong-pass-1")
        assert leads_to(log_in(stranger, user.email)) == "/"


def test_guesses_of_the_current_password_are_limited(
    browser: FlaskClient, limit_to: Callable[..., None]
) -> None:
    limit_to(log_in_attempts=1)
    form = {"password": "Other-pass-2", "password_again": "Other-pass-2"}

    wrong = submit(browser, "/password", {**form, "current_password": "Wrong-pass-1"})
    assert wrong.status_code == 200
    check_limited(submit(browser, "/password", {**form, "current_password": PASSWORD}))


def test_registrations_are_limited(
    stranger: FlaskClient, post_office: Later, limit_to: Callable[..., None]
) -> None:
    limit_to(registrations_per_address=1)
    form = {"name": "Grace", "password": PASSWORD}

    submit(stranger, "/sign-up", {**form, "email": "nobody"})  # is not stored
    submit(
        stranger,
        "/sign-up",
        {**form, "email": "one@example.com"},
        page="/password/reset",
    )
    page = {**form, "email": "two@example.com"}
    check_limited(submit(stranger, "/sign-up", page, page="/password/reset"))


def test_mails_are_limited(
    stranger: FlaskClient,
    browser: FlaskClient,
    post_office: Later,
    limit_to: Callable[..., None],
) -> None:
    limit_to(mails_per_address=1)

    submit(stranger, "/password/reset", {"email": "nobody@example.com"})
    check_limited(submit(stranger, "/password/reset", {"email": "a@example.com"}))
    check_limited(submit(browser, "/verify-email/resend", {}, page="/verify-email"))


def test_too_many_hashes_at_once_have_a_page(
    stranger: FlaskClient, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = Mock(side_effect=UnavailableError)
    monkeypatch.setattr("app.users.service.verify_password", busy)

    page = log_in(stranger, user.email)

    assert page.status_code == 503
    assert page.headers["Retry-After"] == "5"
    assert page.mimetype == "text/html"
    assert "The service is busy. Please try again in a few seconds." in page.text
    monkeypatch.undo()
    assert leads_to(log_in(stranger, user.email)) == "/"
