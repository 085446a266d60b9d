"""Sign-up, log-in and log-out."""

import re
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
    check,
    errors,
    is_logged_in,
    leads_to,
    log_in,
    submit,
    told,
)
from tests.pages.conftest import Later

NEW_USER = {"email": "Grace@Example.com", "name": "Grace", "password": PASSWORD}
WRONG = "The e-mail address or the password is wrong."


def count_users(app: Flask) -> int:
    with app.app_context():
        return queries.list_page(db.session, UserFilters())[1]


def test_sign_up_stores_the_user_and_logs_in(
    app: Flask, stranger: FlaskClient, post_office: Later, inbox: list[Mail]
) -> None:
    response = submit(stranger, "/sign-up", NEW_USER)

    assert leads_to(response) == "/"
    assert told(stranger) == ["Welcome, Grace!"]
    assert is_logged_in(stranger)
    with app.app_context():
        (user,), _ = queries.list_page(db.session, UserFilters())
    assert user.email == "grace@example.com"
    post_office.finish()
    assert [mail.to for mail in inbox] == ["grace@example.com"]


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("email", "nobody", "An email address must have an @-sign."),
        ("email", "a\x00@example.com", "invalid characters"),
        ("name", "A", "It must have at least 2 characters."),
        ("name", "A" * 101, "It may have up to 100 characters."),
        ("name", "A\x00da", "It holds letters that can't be stored."),
        ("name", " ", "This field is required."),
        ("password", "Short-1", "It must have at least 8 characters."),
        ("password", "lower-case-1", "It must contain an upper-case letter."),
        ("password", "No-digit-at-all", "It must contain a digit."),
        ("password", "", "This field is required."),
    ],
)
def test_sign_up_tells_what_is_wrong(
    app: Flask, stranger: FlaskClient, field: str, value: str, rule: str
) -> None:
    page = submit(stranger, "/sign-up", {**NEW_USER, field: value})

    assert list(errors(page)) == [field]
    (error,) = errors(page)[field]
    assert rule in error
    assert re.search(rf'name="{field}"[^>]*aria-invalid="true"', page.text)
    assert count_users(app) == 0


def test_sign_up_keeps_what_was_typed_but_passwords(stranger: FlaskClient) -> None:
    page = submit(stranger, "/sign-up", {**NEW_USER, "name": "A"})

    assert 'value="Grace@Example.com"' in page.text
    assert PASSWORD not in page.text


def test_sign_up_with_a_taken_address_is_refused(
    app: Flask, stranger: FlaskClient, user: User
) -> None:
    page = submit(stranger, "/sign-up", {**NEW_USER, "email": user.email.upper()})

    assert errors(page) == {"email": ["This e-mail address is already in use."]}
    assert not is_logged_in(stranger)
    assert count_users(app) == 1


def test_sign_up_is_closed_by_the_settings(
    app: Flask, stranger: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(registration_open=False)
    monkeypatch.setitem(app.config, "SETTINGS", settings)

    for response in (
        stranger.get("/sign-up"),
        submit(stranger, "/sign-up", NEW_USER, page="/log-in"),
    ):
        assert response.status_code == 403
        assert "Registration is closed." in response.text
        assert 'href="/sign-up"' not in response.text
    assert count_users(app) == 0


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("name", "A", ["It must have at least 2 characters."]),
        ("password", "short", ["It must have at least 8 characters."]),
        ("name", "Al", []),
    ],
)
def test_field_is_checked_as_one_leaves_it(
    stranger: FlaskClient, field: str, value: str, found: list[str]
) -> None:
    part = check(stranger, "/sign-up", field, value)

    assert part.status_code == 200
    assert "<html" not in part.text
    assert errors(part).get(field, []) == found


def test_check_of_an_unknown_field_finds_nothing(stranger: FlaskClient) -> None:
    assert check(stranger, "/sign-up", "role", "admin").status_code == 404


def test_check_of_an_address_does_not_tell_that_it_is_taken(
    stranger: FlaskClient, user: User
) -> None:
    assert errors(check(stranger, "/sign-up", "email", user.email)) == {}


def test_log_in_ignores_the_case_of_the_address(
    stranger: FlaskClient, user: User
) -> None:
    assert leads_to(log_in(stranger, user.email.upper())) == "/"
    assert is_logged_in(stranger)


def test_log_in_leads_to_where_one_was_going(stranger: FlaskClient, user: User) -> None:
    page = stranger.get(leads_to(stranger.get("/password?a=b&c=d")))

    assert 'name="next" value="/password?a=b&amp;c=d"' in page.text
    response = log_in(stranger, user.email, target="/password?a=b&c=d")
    assert leads_to(response) == "/password?a=b&c=d"


def test_log_in_does_not_tell_who_has_an_account(
    stranger: FlaskClient, user: User, make_user: Callable[..., User]
) -> None:
    inactive = make_user("Gone", is_active=False)

    for email, password in (
        ("nobody@example.com", PASSWORD),
        (inactive.email, PASSWORD),
        (user.email, "Wrong-pass-1"),
    ):
        assert errors(log_in(stranger, email, password)) == {"form": [WRONG]}
    assert not is_logged_in(stranger)


def test_log_out_takes_a_post_and_tells(browser: FlaskClient) -> None:
    refused = browser.get("/log-out")
    assert refused.status_code == 405
    assert "POST" in refused.headers["Allow"]
    assert is_logged_in(browser)

    response = submit(browser, "/log-out", {}, page="/password")

    assert leads_to(response) == "/"
    assert told(browser) == ["You are logged out."]
    assert not is_logged_in(browser)


def test_log_in_page_is_no_part_of_another(stranger: FlaskClient) -> None:
    part = stranger.get("/password", headers=HTMX)

    assert part.headers["HX-Redirect"] == "/log-in?next=/password"
    assert part.text == ""
