"""Change and reset of passwords."""

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
    log_in,
    messages,
    redirect_target,
    submit,
)
from tests.pages.conftest import DeferredExecutor

NEW_PASSWORD = {"password": "Other-pass-2", "password_again": "Other-pass-2"}


def test_password_change_logs_out_other_clients(
    user: User,
    user_client: FlaskClient,
    client_of: Callable[[User], FlaskClient],
    anonymous_client: FlaskClient,
) -> None:
    other = client_of(user)

    form = {"current_password": PASSWORD, **NEW_PASSWORD}
    response = submit(user_client, "/password", form)

    assert redirect_target(response) == "/"
    assert messages(user_client) == [
        "Password changed. You are logged out everywhere else."
    ]
    assert is_logged_in(user_client)
    assert not is_logged_in(other)
    assert redirect_target(log_in(anonymous_client, user.email, "Other-pass-2")) == "/"


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("current_password", "Wrong-pass-1", "The password is wrong."),
        ("current_password", "", "This field is required."),
        ("password_again", "Third-pass-3", "The passwords don't match."),
    ],
)
def test_invalid_password_change_is_refused(
    user: User,
    user_client: FlaskClient,
    anonymous_client: FlaskClient,
    field: str,
    value: str,
    error: str,
) -> None:
    form = {"current_password": PASSWORD, **NEW_PASSWORD, field: value}

    assert errors(submit(user_client, "/password", form)) == {field: [error]}
    assert redirect_target(log_in(anonymous_client, user.email)) == "/"


@pytest.fixture
def request_link(
    anonymous_client: FlaskClient,
    user: User,
    executor: DeferredExecutor,
    inbox: list[Mail],
) -> Callable[[], str]:
    """Request a reset link, and return it."""

    def send() -> str:
        submit(anonymous_client, "/password/reset", {"email": user.email.upper()})
        executor.run_all()
        (mail,) = inbox
        assert mail.to == user.email
        assert "Hello Ada," in mail.text
        (link,) = re.findall(r"http://localhost(/\S+)", mail.text)
        return str(link)

    return send


@pytest.fixture
def reset_link(request_link: Callable[[], str]) -> str:
    """A link that the user has requested."""
    return request_link()


def test_reset_link_works_once(
    anonymous_client: FlaskClient, user: User, user_client: FlaskClient, reset_link: str
) -> None:
    response = submit(anonymous_client, reset_link, NEW_PASSWORD)

    assert redirect_target(response) == "/log-in"
    assert (
        messages(anonymous_client)[-1] == "Password changed. Log in with the new one."
    )
    assert not is_logged_in(user_client)
    assert redirect_target(log_in(anonymous_client, user.email, "Other-pass-2")) == "/"
    used = anonymous_client.get(reset_link)
    assert "This link has expired or has already been used." in used.text
    assert "<form class" not in used.text


def test_reset_checks_the_password(
    anonymous_client: FlaskClient, user: User, reset_link: str
) -> None:
    page = submit(
        anonymous_client, reset_link, {"password": "x", "password_again": "y"}
    )

    assert errors(page) == {
        "password": ["Use at least 8 characters."],
        "password_again": ["The passwords don't match."],
    }
    assert redirect_target(log_in(anonymous_client, user.email)) == "/"


def test_reset_link_expires(
    anonymous_client: FlaskClient,
    request_link: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(tokens.LINK_LIFETIMES, "reset", timedelta(seconds=-1))

    link = request_link()

    assert (
        "This link has expired or has already been used."
        in anonymous_client.get(link).text
    )


def test_concurrent_use_of_a_reset_link_is_refused(
    anonymous_client: FlaskClient, reset_link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = Mock(side_effect=InvalidTokenError)
    monkeypatch.setattr("app.users.recovery.reset_password", used)

    page = submit(anonymous_client, reset_link, NEW_PASSWORD)

    assert "This link has expired or has already been used." in page.text


def test_reset_verifies_the_address(
    anonymous_client: FlaskClient, user: User, reset_link: str
) -> None:
    submit(anonymous_client, reset_link, NEW_PASSWORD)
    log_in(anonymous_client, user.email, "Other-pass-2")

    assert (
        "Your e-mail address is verified." in anonymous_client.get("/verify-email").text
    )


def test_link_of_the_api_opens_the_page(
    anonymous_client: FlaskClient,
    user: User,
    executor: DeferredExecutor,
    inbox: list[Mail],
) -> None:
    anonymous_client.post("/api/auth/password-reset", json={"email": user.email})
    executor.run_all()
    (mail,) = inbox
    (link,) = re.findall(r"http://localhost(/\S+)", mail.text)

    response = submit(anonymous_client, link, NEW_PASSWORD)

    assert redirect_target(response) == "/log-in"


@pytest.mark.parametrize("token", ["", "x", "WzEsMF0.a.b", "\x00"])
def test_invalid_reset_link_does_not_work(
    anonymous_client: FlaskClient, user: User, token: str
) -> None:
    page = anonymous_client.get("/password-reset", query_string={"token": token})

    assert "This link has expired or has already been used." in page.text


def test_reset_link_is_not_logged(
    anonymous_client: FlaskClient, reset_link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = Mock()
    monkeypatch.setattr("app.middleware.log", log)

    anonymous_client.get(reset_link, buffered=True)

    path, _, token = reset_link.partition("?token=")
    assert token
    assert log.info.call_args.kwargs["path"] == path
    assert token not in str(log.mock_calls)


def test_reset_does_not_disclose_who_has_an_account(
    anonymous_client: FlaskClient,
    user: User,
    make_user: Callable[..., User],
    executor: DeferredExecutor,
    inbox: list[Mail],
) -> None:
    inactive = make_user("Inactive", is_active=False)

    responses = set()
    for email in ("nobody@example.com", inactive.email, user.email):
        response = submit(anonymous_client, "/password/reset", {"email": email})
        responses.add(
            (
                response.status_code,
                redirect_target(response),
                *messages(anonymous_client),
            )
        )
        assert inbox == []  # mails don't delay the response
    executor.run_all()

    assert len(responses) == 1
    assert [mail.to for mail in inbox] == [user.email]


def test_reset_link_ignores_forwarded_hosts(
    anonymous_client: FlaskClient,
    user: User,
    executor: DeferredExecutor,
    inbox: list[Mail],
) -> None:
    page = "/password/reset"
    refused = anonymous_client.get(page, base_url="http://evil.example")
    anonymous_client.environ_base["HTTP_X_FORWARDED_HOST"] = "evil.example"
    submit(anonymous_client, page, {"email": user.email})
    executor.run_all()

    assert refused.status_code == 400
    (mail,) = inbox
    assert "http://localhost/" in mail.text
    assert "evil.example" not in mail.text
