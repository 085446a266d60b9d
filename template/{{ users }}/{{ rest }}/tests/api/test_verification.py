"""Verification of e-mail addresses by a link in a mail."""

from collections.abc import Callable

import pytest
from httpx2 import Client, Response

from tests.api.accounts import PASSWORD, Account, log_in, register, unique
from tests.api.mails import Mail
from tests.api.problems import check_problem

RESEND = "/api/auth/verify-email/resend"


def verify(client: Client, token: str) -> Response:
    return client.post("/api/auth/verify-email", json={"token": token})


def is_verified(client: Client, user: Account) -> bool:
    me = client.get("/api/users/me", headers=user.headers).json()
    verified: bool = me["email_verified"]
    return verified


def change_address(client: Client, user: Account, email: str) -> Response:
    change = {"email": email, "current_password": PASSWORD}
    return client.patch("/api/users/me", json=change, headers=user.headers)


@pytest.fixture
def newcomer(client: Client, inbox: list[Mail]) -> Account:
    """A registered user with a welcome mail in the inbox."""
    return register(client)


def test_address_is_verified_by_the_link_of_the_welcome_mail(
    client: Client, newcomer: Account, inbox: list[Mail]
) -> None:
    (mail,) = inbox
    assert mail.to == newcomer.email
    assert not is_verified(client, newcomer)

    response = verify(client, mail.token)

    assert response.status_code == 204
    assert response.content == b""
    assert is_verified(client, newcomer)
    # A second click changes nothing.
    assert verify(client, mail.token).status_code == 204


def test_verification_link_outlives_a_session(
    client: Client, newcomer: Account, inbox: list[Mail]
) -> None:
    client.post("/api/auth/logout", headers=newcomer.headers)

    assert verify(client, inbox[0].token).status_code == 204


def test_verification_mail_is_sent_again(
    client: Client, newcomer: Account, inbox: list[Mail]
) -> None:
    inbox.clear()

    response = client.post(RESEND, headers=newcomer.headers)

    assert response.status_code == 202
    assert response.content == b""
    (mail,) = inbox
    assert mail.to == newcomer.email
    assert mail.subject == "Verify your e-mail address"
    assert verify(client, mail.token).status_code == 204


def test_verification_mail_is_not_sent_to_verified_users(
    client: Client, newcomer: Account, inbox: list[Mail]
) -> None:
    verify(client, inbox.pop().token)

    assert client.post(RESEND, headers=newcomer.headers).status_code == 202

    assert inbox == []


def test_changed_address_needs_verification(
    client: Client, newcomer: Account, inbox: list[Mail]
) -> None:
    verify(client, inbox[0].token)
    email = f"{unique('new')}@example.com"

    response = change_address(client, newcomer, email)

    assert response.json()["email_verified"] is False
    welcome, verification = inbox
    assert verification.to == email
    check_problem(verify(client, welcome.token), 401, "invalid_token")
    assert not is_verified(client, newcomer)
    assert verify(client, verification.token).status_code == 204
    assert is_verified(client, newcomer)


def test_unchanged_address_stays_verified(
    client: Client, newcomer: Account, inbox: list[Mail]
) -> None:
    verify(client, inbox.pop().token)

    response = change_address(client, newcomer, newcomer.email.upper())

    assert response.json()["email_verified"] is True
    assert inbox == []


def test_verification_refuses_other_tokens(client: Client, user: Account) -> None:
    access = user.headers["Authorization"].removeprefix("Bearer ")

    for attempt in ("nonsense", access, user.refresh_token):
        check_problem(verify(client, attempt), 401, "invalid_token")


def test_verification_refuses_inactive_users(
    client: Client, newcomer: Account, admin: Account, inbox: list[Mail]
) -> None:
    change = {"is_active": False}
    client.patch(f"/api/users/{newcomer.id}", json=change, headers=admin.headers)

    check_problem(verify(client, inbox[0].token), 401, "invalid_token")


def test_unverified_user_can_only_manage_their_account(
    client_with: Callable[..., Client],
    make_admin: Callable[[Client], Account],
    inbox: list[Mail],
) -> None:
    client = client_with(require_verified_email=True)
    user, admin = register(client), make_admin(client)
    path = f"/api/users/{user.id}"
    inbox.clear()

    response = client.patch(path, json={"name": "Ada"}, headers=admin.headers)
    check_problem(response, 403, "email_not_verified")
    response = client.delete(path, headers=admin.headers)
    check_problem(response, 403, "email_not_verified")
    assert client.get(path, headers=admin.headers).status_code == 200

    change = {"name": "Admin"}
    response = client.patch("/api/users/me", json=change, headers=admin.headers)
    assert response.status_code == 200
    email = f"{unique('admin')}@example.com"
    assert change_address(client, admin, email).status_code == 200
    assert client.post(RESEND, headers=admin.headers).status_code == 202
    assert client.post("/api/auth/logout", headers=admin.headers).status_code == 204
    admin = log_in(client, email=email)

    assert verify(client, inbox[-1].token).status_code == 204
    assert client.delete(path, headers=admin.headers).status_code == 204
