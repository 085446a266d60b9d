"""Password reset by a link in a mail."""

from collections.abc import Callable

import pytest
from httpx2 import Client, Response

from tests.api.accounts import (
    PASSWORD,
    Account,
    bearer,
    log_in,
    register,
    request_token,
    unique,
)
from tests.api.mails import Mail
from tests.api.problems import check_problem, pointers

NEW_PASSWORD = "Another horse 2"


def ask(client: Client, email: str) -> Response:
    return client.post("/api/auth/password-reset", json={"email": email})


def confirm(client: Client, token: str, password: str = NEW_PASSWORD) -> Response:
    body = {"token": token, "password": password}
    return client.post("/api/auth/password-reset/confirm", json=body)


@pytest.fixture
def token(client: Client, new_user: Account, inbox: list[Mail]) -> str:
    """The token of a reset mail."""
    response = ask(client, new_user.email.upper())

    assert response.status_code == 202
    (mail,) = inbox
    assert mail.to == new_user.email
    return mail.token


def test_reset_changes_the_password(
    client: Client, new_user: Account, token: str
) -> None:
    response = confirm(client, token)

    assert response.status_code == 204
    assert response.content == b""
    response = request_token(client, email=new_user.email, password=PASSWORD)
    check_problem(response, 401, "invalid_credentials")
    assert log_in(client, email=new_user.email, password=NEW_PASSWORD).id == new_user.id


def test_reset_ends_every_session(
    client: Client, new_user: Account, token: str
) -> None:
    confirm(client, token)

    response = client.get("/api/users/me", headers=new_user.headers)
    check_problem(response, 401, "invalid_token")
    body = {"refresh_token": new_user.refresh_token}
    check_problem(client.post("/api/auth/refresh", json=body), 401, "invalid_token")


def test_reset_verifies_the_address(
    client: Client, new_user: Account, token: str
) -> None:
    confirm(client, token)

    me = log_in(client, email=new_user.email, password=NEW_PASSWORD).headers
    assert client.get("/api/users/me", headers=me).json()["email_verified"] is True


def test_reset_link_works_once(client: Client, token: str) -> None:
    assert confirm(client, token).status_code == 204

    check_problem(confirm(client, token, "Third horse 3"), 401, "invalid_token")


@pytest.mark.parametrize(
    "change", [{"password": "Third horse 3"}, {"email": "changed@example.com"}]
)
def test_reset_link_is_invalid_after_a_change_of(
    client: Client, new_user: Account, token: str, change: dict[str, str]
) -> None:
    proven = {**change, "current_password": PASSWORD}
    response = client.patch("/api/users/me", json=proven, headers=new_user.headers)
    assert response.status_code == 200

    check_problem(confirm(client, token), 401, "invalid_token")


def test_reset_refuses_a_weak_password(
    client: Client, new_user: Account, token: str
) -> None:
    assert pointers(confirm(client, token, "Short 1")) == ["/password"]
    assert confirm(client, token).status_code == 204


def test_reset_mail_explains_its_purpose(
    client: Client, new_user: Account, token: str, inbox: list[Mail]
) -> None:
    (mail,) = inbox

    assert mail.subject == "Reset your password"
    assert "If it wasn't you, ignore this message." in mail.text


def test_reset_mail_links_to_the_public_address(
    client_with: Callable[..., Client], inbox: list[Mail]
) -> None:
    client = client_with(public_url="https://example.com/shop")
    user = register(client)
    inbox.clear()

    ask(client, user.email)

    (mail,) = inbox
    assert mail.link.startswith("https://example.com/shop/")


def test_reset_does_not_reveal_who_has_an_account(
    client: Client,
    new_user: Account,
    other_user: Account,
    admin: Account,
    inbox: list[Mail],
) -> None:
    change = {"is_active": False}
    client.patch(f"/api/users/{other_user.id}", json=change, headers=admin.headers)

    answers = {
        (response.status_code, response.content, response.headers.get("content-type"))
        for email in (
            new_user.email,
            other_user.email,
            f"{unique('nobody')}@example.com",
        )
        if (response := ask(client, email))
    }

    assert len(answers) == 1
    assert [mail.to for mail in inbox] == [new_user.email]


def test_reset_of_an_unknown_address_is_accepted(client: Client) -> None:
    response = ask(client, f"{unique('nobody')}@example.com")

    assert response.status_code == 202
    assert response.content == b""


def test_reset_requires_an_address(client: Client) -> None:
    assert pointers(ask(client, "nobody")) == ["/email"]


def test_reset_refuses_other_tokens(client: Client, user: Account) -> None:
    access = user.headers["Authorization"].removeprefix("Bearer ")

    for attempt in ("nonsense", access, user.refresh_token):
        check_problem(confirm(client, attempt), 401, "invalid_token")


def test_reset_token_gives_no_access(client: Client, token: str) -> None:
    response = client.get("/api/users/me", headers=bearer(token))
    check_problem(response, 401, "invalid_token")

    for path, field in (
        ("/api/auth/refresh", "refresh_token"),
        ("/api/auth/verify-email", "token"),
    ):
        check_problem(client.post(path, json={field: token}), 401, "invalid_token")
