"""E-mail addresses: verified by the link of a mail, and a button."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.config import Settings
from app.users import tokens
from app.users.models import User
from tests.pages.browser import (
    PASSWORD,
    Mail,
    is_logged_in,
    leads_to,
    log_in,
    submit,
    token_on,
    told,
)
from tests.pages.conftest import Later

VERIFIED = "Your e-mail address is verified."
VOID = "This link has expired, or your address has changed."
RESEND = "/verify-email/resend"


@pytest.fixture
def latest_link(post_office: Later, inbox: list[Mail]) -> Callable[[], str]:
    """The path of the last mail's link."""

    def find() -> str:
        post_office.finish()
        (link,) = re.findall(r"http://localhost(/\S+)", inbox[-1].text)
        return str(link)

    return find


@pytest.fixture
def asks_for_verified(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(require_verified_email=True)
    monkeypatch.setitem(app.config, "SETTINGS", settings)


def verify(client: FlaskClient, link: str) -> str:
    """Open the link and press its button; returns the page that follows."""
    _, _, token = link.partition("?token=")
    form = {"token": token, "csrf_token": token_on(client.get(link))}
    return client.post("/verify-email", data=form, follow_redirects=True).text


def test_address_is_verified_by_a_button(
    stranger: FlaskClient, latest_link: Callable[[], str]
) -> None:
    new = {"email": "grace@example.com", "name": "Grace", "password": PASSWORD}
    submit(stranger, "/sign-up", new)
    link = latest_link()

    page = stranger.get(link)  # as a scanner of mails does
    assert "Verify my address" in page.text
    assert VERIFIED not in stranger.get("/verify-email").text

    assert VERIFIED in verify(stranger, link)
    assert VERIFIED in stranger.get("/verify-email").text
    assert "Verify your address" not in stranger.get("/").text
    assert VERIFIED in verify(stranger, link)


def test_address_is_verified_in_another_browser(
    stranger: FlaskClient, browser: FlaskClient, latest_link: Callable[[], str]
) -> None:
    submit(browser, RESEND, {}, page="/verify-email")

    assert VERIFIED in verify(stranger, latest_link())
    assert VERIFIED in browser.get("/verify-email").text
    assert not is_logged_in(stranger)


def test_link_is_sent_again(
    browser: FlaskClient, user: User, post_office: Later, inbox: list[Mail]
) -> None:
    page = browser.get("/verify-email")
    assert f"the mail that we sent to {user.email}" in page.text

    response = submit(browser, RESEND, {}, page="/verify-email")

    assert leads_to(response) == "/verify-email"
    assert told(browser) == [f"A mail to {user.email} is on its way."]
    post_office.finish()
    assert [mail.to for mail in inbox] == [user.email]


def test_verified_user_is_sent_no_link(
    make_user: Callable[..., User],
    browser_of: Callable[[User], FlaskClient],
    post_office: Later,
    inbox: list[Mail],
) -> None:
    browser = browser_of(make_user(email_verified=True))

    response = submit(browser, RESEND, {}, page="/password")

    assert leads_to(response) == "/verify-email"
    assert told(browser) == []
    post_office.finish()
    assert inbox == []


def test_void_link_leads_to_a_new_one(
    stranger: FlaskClient,
    browser: FlaskClient,
    latest_link: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(tokens.LINK_LIFETIMES, "verify", timedelta(seconds=-1))
    submit(browser, RESEND, {}, page="/verify-email")
    link = latest_link()

    page = verify(stranger, link)
    assert VOID in page
    assert 'href="/log-in?next=/verify-email"' in page
    page = verify(browser, link)
    assert VOID in page
    assert "Send a new link" in page


@pytest.mark.parametrize("token", ["x", "a.b.c", "\x00", '"><b>'])
def test_link_of_others_does_not_work(stranger: FlaskClient, token: str) -> None:
    page = stranger.get("/verify-email", query_string={"token": token})

    form = {"token": token, "csrf_token": token_on(page)}
    assert VOID in stranger.post("/verify-email", data=form).text
    assert "<b>" not in page.text


@pytest.mark.usefixtures("asks_for_verified")
def test_unverified_user_writes_to_the_own_account_only(
    app: Flask,
    browser: FlaskClient,
    user: User,
    latest_link: Callable[[], str],
) -> None:
    app.view_functions["written"] = lambda: "written"
    rule = app.url_rule_class("/written", endpoint="written", methods=["GET", "POST"])
    app.url_map.add(rule)
    written = {"current_password": PASSWORD, "password": "Other-pass-2"}
    written["password_again"] = written["password"]

    assert browser.get("/written").text == "written"
    refused = submit(browser, "/written", {}, page="/password")
    assert refused.status_code == 403
    assert "Verify your e-mail address to do this." in refused.text
    assert 'href="/verify-email"' in refused.text

    assert leads_to(submit(browser, "/password", written)) == "/"
    assert leads_to(submit(browser, "/log-out", {}, page="/password")) == "/"
    log_in(browser, user.email, "Other-pass-2")
    submit(browser, RESEND, {}, page="/verify-email")
    assert VERIFIED in verify(browser, latest_link())
    assert submit(browser, "/written", {}, page="/password").text == "written"
