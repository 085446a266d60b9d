"""Rate limits of log-ins, registrations and mails."""

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
from tests.pages.browser import PASSWORD, log_in, redirect_target, submit
from tests.pages.conftest import DeferredExecutor

LIMITED = "Too many attempts. Please try again later."


@pytest.fixture
def limit_to(app: Flask) -> Callable[..., None]:
    """Reset the counters and set limits."""

    def limit(**settings: int) -> None:
        app.extensions["limiter"] = Limiter(Settings.model_validate(settings))

    return limit


def check_limited(page: TestResponse) -> None:
    assert page.status_code == 429
    assert page.mimetype == "text/html"
    assert LIMITED in page.text
    assert 0 < int(page.headers["Retry-After"]) <= 5 * 60


def test_log_ins_are_limited_together_with_the_api(
    anonymous_client: FlaskClient, user: User, limit_to: Callable[..., None]
) -> None:
    limit_to(log_in_attempts=2)

    log_in(anonymous_client, user.email, "Wrong-pass-1")
    form = {"username": user.email.upper(), "password": "Wrong-pass-1"}
    assert anonymous_client.post("/api/auth/token", data=form).status_code == 401

    check_limited(log_in(anonymous_client, user.email))
    assert log_in(anonymous_client, "other@example.com").status_code == 200


def test_successful_log_in_resets_the_limit(
    anonymous_client: FlaskClient, user: User, limit_to: Callable[..., None]
) -> None:
    limit_to(log_in_attempts=2)

    for _ in range(3):
        log_in(anonymous_client, user.email, "Wrong-pass-1")
        assert redirect_target(log_in(anonymous_client, user.email)) == "/"
        submit(anonymous_client, "/log-out", {}, page="/password")


def test_current_passwords_are_limited(
    user_client: FlaskClient, limit_to: Callable[..., None]
) -> None:
    limit_to(log_in_attempts=1)
    form = {"password": "Other-pass-2", "password_again": "Other-pass-2"}

    wrong = submit(
        user_client, "/password", {**form, "current_password": "Wrong-pass-1"}
    )
    assert wrong.status_code == 200
    check_limited(
        submit(user_client, "/password", {**form, "current_password": PASSWORD})
    )


def test_registrations_are_limited(
    anonymous_client: FlaskClient,
    executor: DeferredExecutor,
    limit_to: Callable[..., None],
) -> None:
    limit_to(registrations_per_address=1)
    form = {"name": "Grace", "password": PASSWORD}

    submit(anonymous_client, "/sign-up", {**form, "email": "invalid"})
    submit(anonymous_client, "/sign-up", {**form, "email": "one@example.com"})
    submit(anonymous_client, "/log-out", {}, page="/password")
    page = submit(anonymous_client, "/sign-up", {**form, "email": "two@example.com"})

    check_limited(page)


def test_mails_are_limited(
    anonymous_client: FlaskClient,
    user_client: FlaskClient,
    executor: DeferredExecutor,
    limit_to: Callable[..., None],
) -> None:
    limit_to(mails_per_address=1)

    submit(anonymous_client, "/password/reset", {"email": "nobody@example.com"})
    check_limited(
        submit(anonymous_client, "/password/reset", {"email": "a@example.com"})
    )
    check_limited(submit(user_client, "/verify-email/resend", {}, page="/verify-email"))


def test_overload_of_password_hashing_has_a_page(
    anonymous_client: FlaskClient, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = Mock(side_effect=UnavailableError)
    monkeypatch.setattr("app.users.service.verify_password", busy)

    page = log_in(anonymous_client, user.email)

    assert page.status_code == 503
    assert page.headers["Retry-After"] == "5"
    assert page.mimetype == "text/html"
    assert "The service is busy. Please try again in a few seconds." in page.text
    monkeypatch.undo()
    assert redirect_target(log_in(anonymous_client, user.email)) == "/"
