"""Sign-up, log-in and log-out."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.config import Settings
from app.database import db
from app.users import queries
from app.users.models import User
from app.users.schemas import UserFilters
from tests.pages.browser import (
    HTMX,
    PASSWORD,
    Mail,
    check_field,
    errors,
    is_logged_in,
    is_marked_invalid,
    log_in,
    messages,
    redirect_target,
    submit,
)
from tests.pages.conftest import DeferredExecutor

NEW_USER = {"email": "Grace@Example.com", "name": "Grace", "password": PASSWORD}
WRONG = "The e-mail address or the password is wrong."


def count_users(app: Flask) -> int:
    with app.app_context():
        return queries.list_page(db.session, UserFilters())[1]


def test_sign_up_creates_a_user_and_logs_in(
    app: Flask,
    anonymous_client: FlaskClient,
    executor: DeferredExecutor,
    inbox: list[Mail],
) -> None:
    response = submit(anonymous_client, "/sign-up", NEW_USER)

    assert redirect_target(response) == "/"
    assert messages(anonymous_client) == ["Welcome, Grace!"]
    assert is_logged_in(anonymous_client)
    with app.app_context():
        (user,), _ = queries.list_page(db.session, UserFilters())
    assert user.email == "grace@example.com"
    executor.run_all()
    assert [mail.to for mail in inbox] == ["grace@example.com"]


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("email", "nobody", "An email address must have an @-sign."),
        ("email", "a\x00@example.com", "invalid characters"),
        ("name", "A", "Use at least 2 characters."),
        ("name", "A" * 101, "Use at most 100 characters."),
        ("name", "A\x00da", "Contains characters that can't be stored."),
        ("name", " ", "This field is required."),
        ("password", "Short-1", "Use at least 8 characters."),
        ("password", "lower-case-1", "Must contain an upper-case letter."),
        ("password", "No-digit-at-all", "Must contain a digit."),
        ("password", "", "This field is required."),
    ],
)
def test_sign_up_shows_errors(
    app: Flask, anonymous_client: FlaskClient, field: str, value: str, rule: str
) -> None:
    page = submit(anonymous_client, "/sign-up", {**NEW_USER, field: value})

    assert list(errors(page)) == [field]
    (error,) = errors(page)[field]
    assert rule in error
    assert is_marked_invalid(page, field)
    assert count_users(app) == 0


def test_sign_up_keeps_the_input_except_passwords(
    anonymous_client: FlaskClient,
) -> None:
    page = submit(anonymous_client, "/sign-up", {**NEW_USER, "name": "A"})

    assert 'value="Grace@Example.com"' in page.text
    assert PASSWORD not in page.text


def test_sign_up_with_a_taken_address_is_refused(
    app: Flask, anonymous_client: FlaskClient, user: User
) -> None:
    page = submit(
        anonymous_client, "/sign-up", {**NEW_USER, "email": user.email.upper()}
    )

    assert errors(page) == {"email": ["This e-mail address is already in use."]}
    assert not is_logged_in(anonymous_client)
    assert count_users(app) == 1


def test_settings_can_close_registration(
    app: Flask, anonymous_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(registration_open=False)
    monkeypatch.setitem(app.config, "SETTINGS", settings)

    for response in (
        anonymous_client.get("/sign-up"),
        submit(anonymous_client, "/sign-up", NEW_USER, page="/log-in"),
    ):
        assert response.status_code == 403
        assert "Registration is closed." in response.text
        assert 'href="/sign-up"' not in response.text
    assert count_users(app) == 0


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("name", "A", ["Use at least 2 characters."]),
        ("password", "short", ["Use at least 8 characters."]),
        ("name", "Al", []),
    ],
)
def test_field_is_checked_after_the_user_leaves_it(
    anonymous_client: FlaskClient, field: str, value: str, found: list[str]
) -> None:
    part = check_field(anonymous_client, "/sign-up", field, value)

    assert part.status_code == 200
    assert "<html" not in part.text
    assert errors(part).get(field, []) == found


def test_check_of_an_unknown_field_is_not_found(anonymous_client: FlaskClient) -> None:
    assert check_field(anonymous_client, "/sign-up", "role", "admin").status_code == 404


def test_check_does_not_disclose_that_an_address_is_taken(
    anonymous_client: FlaskClient, user: User
) -> None:
    assert errors(check_field(anonymous_client, "/sign-up", "email", user.email)) == {}


def test_log_in_ignores_the_case_of_the_address(
    anonymous_client: FlaskClient, user: User
) -> None:
    assert redirect_target(log_in(anonymous_client, user.email.upper())) == "/"
    assert is_logged_in(anonymous_client)


def test_log_in_redirects_to_the_requested_page(
    anonymous_client: FlaskClient, user: User
) -> None:
    path = redirect_target(anonymous_client.get("/password?a=b&c=d"))
    form = {"username": user.email, "password": PASSWORD}

    response = submit(anonymous_client, path, form)

    assert redirect_target(response) == "/password?a=b&c=d"


def test_log_in_does_not_disclose_who_has_an_account(
    anonymous_client: FlaskClient, user: User, make_user: Callable[..., User]
) -> None:
    inactive = make_user("Inactive", is_active=False)

    for email, password in (
        ("nobody@example.com", PASSWORD),
        (inactive.email, PASSWORD),
        (user.email, "Wrong-pass-1"),
    ):
        assert errors(log_in(anonymous_client, email, password)) == {"form": [WRONG]}
    assert not is_logged_in(anonymous_client)


def test_log_out_requires_post(user_client: FlaskClient) -> None:
    refused = user_client.get("/log-out")
    assert refused.status_code == 405
    assert "POST" in refused.headers["Allow"]
    assert is_logged_in(user_client)

    response = submit(user_client, "/log-out", {}, page="/password")

    assert redirect_target(response) == "/"
    assert messages(user_client) == ["You are logged out."]
    assert not is_logged_in(user_client)


def test_htmx_loads_the_log_in_page_as_a_whole(anonymous_client: FlaskClient) -> None:
    part = anonymous_client.get("/password", headers=HTMX)

    assert part.headers["HX-Redirect"] == "/log-in?next=/password"
    assert part.text == ""


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/log-in", "/"),
        ("/log-in?next=/password", "/password"),
        ("/log-in?next=//evil.example", "/"),
        ("/sign-up", "/"),
    ],
)
def test_user_who_is_logged_in_is_redirected(
    user_client: FlaskClient, path: str, target: str
) -> None:
    assert redirect_target(user_client.get(path)) == target
    assert redirect_target(submit(user_client, path, {}, page="/password")) == target
