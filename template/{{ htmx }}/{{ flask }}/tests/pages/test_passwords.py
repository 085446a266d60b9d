"""Passwords: changed, or chosen anew by a link in a mail."""

import re
from collections.abc import Callable
from datetime import timedelta
from unittest.mock import Mock

import pytest
from flask.testing import FlaskClient

from app.errors import InvalidTokenError
from app.users import tokens
from app.users.models import User
from tests.pages.browser import (
    PASSWORD,
    Mail,
    errors,
    is_logged_in,
    leads_to,
    log_in,
    submit,
    told,
)
from tests.pages.conftest import Later

NEW_PASSWORD = {"password": "Other-pass-2", "password_again": "Other-pass-2"}


def test_password_is_changed_and_other_browsers_are_logged_out(
    user: User,
    browser: FlaskClient,
    browser_of: Callable[[User], FlaskClient],
    stranger: FlaskClient,
) -> None:
    other = browser_of(user)

    form = {"current_password": PASSWORD, **NEW_PASSWORD}
    response = submit(browser, "/password", form)

    assert leads_to(response) == "/"
    assert told(browser)[0].startswith("Your password is changed")
    assert is_logged_in(browser)
    assert not is_logged_in(other)
    assert leads_to(log_in(stranger, user.email, "Other-pass-2")) == "/"


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("current_password", "Wrong-pass-1", "The password is wrong."),
        ("current_password", "", "This field is required."),
        ("password_again", "Third-pass-3", "It must be the same as the new password."),
    ],
)
def test_password_is_not_changed_if_something_is_wrong(
    user: User,
    browser: FlaskClient,
    stranger: FlaskClient,
    field: str,
    value: str,
    error: str,
) -> None:
    form = {"current_password": PASSWORD, **NEW_PASSWORD, field: value}

    assert errors(submit(browser, "/password", form)) == {field: [error]}
    assert leads_to(log_in(stranger, user.email)) == "/"


@pytest.fixture
def ask_for_link(
    stranger: FlaskClient, user: User, post_office: Later, inbox: list[Mail]
) -> Callable[[], str]:
    """Ask for a mail, and return its link."""

    def ask() -> str:
        submit(stranger, "/password/reset", {"email": user.email.upper()})
        post_office.finish()
        (mail,) = inbox
        assert mail.to == user.email
        assert "Hello Ada," in mail.text
        (link,) = re.findall(r"http://localhost(/\S+)", mail.text)
        return str(link)

    return ask


@pytest.fixture
def reset_link(ask_for_link: Callable[[], str]) -> str:
    """The link of a mail that the user has asked for."""
    return ask_for_link()


def test_password_is_reset_by_a_link_that_works_once(
    stranger: FlaskClient, user: User, browser: FlaskClient, reset_link: str
) -> None:
    response = submit(stranger, reset_link, NEW_PASSWORD)

    assert leads_to(response) == "/log-in"
    assert told(stranger)[-1] == "Your password is changed. Log in with it."
    assert not is_logged_in(browser)
    assert leads_to(log_in(stranger, user.email, "Other-pass-2")) == "/"
    used = stranger.get(reset_link)
    assert "This link has been used, or is too old." in used.text
    assert "<form class" not in used.text


def test_reset_asks_for_a_password_that_keeps_the_rules(
    stranger: FlaskClient, user: User, reset_link: str
) -> None:
    page = submit(stranger, reset_link, {"password": "x", "password_again": "y"})

    assert errors(page) == {"password": ["It must have at least 8 characters."]}
    assert leads_to(log_in(stranger, user.email)) == "/"


def test_reset_link_does_not_work_after_its_time(
    stranger: FlaskClient,
    ask_for_link: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(tokens.LINK_LIFETIMES, "reset", timedelta(seconds=-1))

    link = ask_for_link()

    assert "This link has been used, or is too old." in stranger.get(link).text


def test_reset_link_is_void_once_another_request_has_used_it(
    stranger: FlaskClient, reset_link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = Mock(side_effect=InvalidTokenError)
    monkeypatch.setattr("app.users.recovery.reset_password", used)

    page = submit(stranger, reset_link, NEW_PASSWORD)

    assert "This link has been used, or is too old." in page.text


def test_reset_verifies_the_address_that_was_mailed_to(
    stranger: FlaskClient, user: User, reset_link: str
) -> None:
    submit(stranger, reset_link, NEW_PASSWORD)
    log_in(stranger, user.email, "Other-pass-2")

    assert "Your e-mail address is verified." in stranger.get("/verify-email").text


def test_link_of_the_api_leads_to_the_page(
    stranger: FlaskClient, user: User, post_office: Later, inbox: list[Mail]
) -> None:
    stranger.post("/api/auth/password-reset", json={"email": user.email})
    post_office.finish()
    (mail,) = inbox
    (link,) = re.findall(r"http://localhost(/\S+)", mail.text)

    response = submit(stranger, link, NEW_PASSWORD)

    assert leads_to(response) == "/log-in"


@pytest.mark.parametrize("token", ["", "x", "WzEsMF0.a.b", "\x00"])
def test_reset_link_of_others_does_not_work(
    stranger: FlaskClient, user: User, token: str
) -> None:
    page = stranger.get("/password-reset", query_string={"token": token})

    assert "This link has been used, or is too old." in page.text


def test_reset_link_is_not_logged(
    stranger: FlaskClient, reset_link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = Mock()
    monkeypatch.setattr("app.middleware.log", log)

    stranger.get(reset_link, buffered=True)

    path, _, token = reset_link.partition("?token=")
    assert token
    assert log.info.call_args.kwargs["path"] == path
    assert token not in str(log.mock_calls)


def test_reset_does_not_tell_who_has_an_account(
    stranger: FlaskClient,
    user: User,
    make_user: Callable[..., User],
    post_office: Later,
    inbox: list[Mail],
) -> None:
    inactive = make_user("Gone", is_active=False)

    answers = set()
    for email in ("nobody@example.com", inactive.email, user.email):
        response = submit(stranger, "/password/reset", {"email": email})
        answers.add((response.status_code, leads_to(response), *told(stranger)))
        assert inbox == []  # the answer waits for no mail
    post_office.finish()

    assert len(answers) == 1
    assert [mail.to for mail in inbox] == [user.email]


def test_reset_mail_links_to_no_host_but_the_service(
    stranger: FlaskClient, user: User, post_office: Later, inbox: list[Mail]
) -> None:
    page = "/password/reset"
    refused = stranger.get(page, base_url="http://evil.example")
    stranger.environ_base["HTTP_X_FORWARDED_HOST"] = "evil.example"
    submit(stranger, page, {"email": user.email})
    post_office.finish()

    assert refused.status_code == 400
    (mail,) = inbox
    assert "http://localhost/" in mail.text
    assert "evil.example" not in mail.text
