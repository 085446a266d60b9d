"""Verification of e-mail addresses."""

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
    csrf_token_of,
    is_logged_in,
    log_in,
    messages,
    redirect_target,
    submit,
)
from tests.pages.conftest import DeferredExecutor

VERIFIED_NOW = "E-mail address verified."
VERIFIED = "Your e-mail address is verified."
EXPIRED = "This link has expired, or your e-mail address has changed."
RESEND = "/verify-email/resend"


@pytest.fixture
def latest_link(executor: DeferredExecutor, inbox: list[Mail]) -> Callable[[], str]:
    """Return the path of the link in the last mail."""

    def find() -> str:
        executor.run_all()
        (link,) = re.findall(r"http://localhost(/\S+)", inbox[-1].text)
        return str(link)

    return find


@pytest.fixture
def verified_email_required(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(require_verified_email=True)
    monkeypatch.setitem(app.config, "SETTINGS", settings)


def verify(client: FlaskClient, link: str) -> str:
    """Open a link, press its button, and return the next page."""
    _, _, token = link.partition("?token=")
    form = {"token": token, "csrf_token": csrf_token_of(client.get(link))}
    return client.post("/verify-email", data=form, follow_redirects=True).text


def test_address_is_verified_by_a_button(
    anonymous_client: FlaskClient, latest_link: Callable[[], str]
) -> None:
    new = {"email": "grace@example.com", "name": "Grace", "password": PASSWORD}
    submit(anonymous_client, "/sign-up", new)
    link = latest_link()

    page = anonymous_client.get(link)  # as mail scanners do
    assert "Verify address" in page.text
    assert VERIFIED not in anonymous_client.get("/verify-email").text

    assert VERIFIED_NOW in verify(anonymous_client, link)
    assert VERIFIED in anonymous_client.get("/verify-email").text
    assert "Verify your e-mail address" not in anonymous_client.get("/").text
    assert VERIFIED_NOW in verify(anonymous_client, link)


def test_address_can_be_verified_by_another_client(
    anonymous_client: FlaskClient,
    user_client: FlaskClient,
    latest_link: Callable[[], str],
) -> None:
    submit(user_client, RESEND, {}, page="/verify-email")

    assert VERIFIED_NOW in verify(anonymous_client, latest_link())
    assert VERIFIED in user_client.get("/verify-email").text
    assert not is_logged_in(anonymous_client)


def test_link_can_be_sent_again(
    user_client: FlaskClient, user: User, executor: DeferredExecutor, inbox: list[Mail]
) -> None:
    page = user_client.get("/verify-email")
    assert f"the e-mail that we sent to {user.email}" in page.text

    response = submit(user_client, RESEND, {}, page="/verify-email")

    assert redirect_target(response) == "/verify-email"
    assert messages(user_client) == [f"We sent a new link to {user.email}."]
    executor.run_all()
    assert [mail.to for mail in inbox] == [user.email]


def test_verified_user_gets_no_link(
    make_user: Callable[..., User],
    client_of: Callable[[User], FlaskClient],
    executor: DeferredExecutor,
    inbox: list[Mail],
) -> None:
    user_client = client_of(make_user(email_verified=True))

    response = submit(user_client, RESEND, {}, page="/password")

    assert redirect_target(response) == "/verify-email"
    assert messages(user_client) == []
    executor.run_all()
    assert inbox == []


def test_expired_link_offers_a_new_one(
    anonymous_client: FlaskClient,
    user_client: FlaskClient,
    latest_link: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(tokens.LINK_LIFETIMES, "verify", timedelta(seconds=-1))
    submit(user_client, RESEND, {}, page="/verify-email")
    link = latest_link()

    page = verify(anonymous_client, link)
    assert EXPIRED in page
    assert 'href="/log-in?next=/verify-email"' in page
    page = verify(user_client, link)
    assert EXPIRED in page
    assert "Send a new link" in page


@pytest.mark.parametrize("token", ["x", "a.b.c", "\x00", '"><b>'])
def test_invalid_link_does_not_work(anonymous_client: FlaskClient, token: str) -> None:
    page = anonymous_client.get("/verify-email", query_string={"token": token})

    form = {"token": token, "csrf_token": csrf_token_of(page)}
    assert EXPIRED in anonymous_client.post("/verify-email", data=form).text
    assert "<b>" not in page.text


@pytest.mark.usefixtures("verified_email_required")
def test_unverified_user_can_only_change_the_own_account(
    app: Flask,
    user_client: FlaskClient,
    user: User,
    latest_link: Callable[[], str],
) -> None:
    app.view_functions["notes"] = lambda: "notes"
    rule = app.url_rule_class("/notes", endpoint="notes", methods=["GET", "POST"])
    app.url_map.add(rule)
    change = {"current_password": PASSWORD, "password": "Other-pass-2"}
    change["password_again"] = change["password"]

    assert user_client.get("/notes").text == "notes"
    refused = submit(user_client, "/notes", {}, page="/password")
    assert refused.status_code == 403
    assert "Verify your e-mail address to do this." in refused.text
    assert 'href="/verify-email"' in refused.text

    assert redirect_target(submit(user_client, "/password", change)) == "/"
    assert redirect_target(submit(user_client, "/log-out", {}, page="/password")) == "/"
    log_in(user_client, user.email, "Other-pass-2")
    submit(user_client, RESEND, {}, page="/verify-email")
    assert VERIFIED_NOW in verify(user_client, latest_link())
    assert submit(user_client, "/notes", {}, page="/password").text == "notes"
