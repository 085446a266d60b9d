"""Tokens: how they are got, renewed and revoked."""

import base64
import json
from collections.abc import Callable

import pytest
from httpx2 import Client

from tests.api.accounts import PASSWORD, Account, bearer, log_in, request_token
from tests.api.problems import check_problem, pointers


def test_login_answers_a_pair(client: Client, user: Account) -> None:
    response = request_token(client, email=user.email, password=PASSWORD)

    assert response.status_code == 200
    tokens = response.json()
    assert set(tokens) == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert tokens["token_type"] == "bearer"
    assert tokens["expires_in"] > 0


def test_login_ignores_the_case_of_the_address(client: Client, user: Account) -> None:
    response = request_token(client, email=user.email.upper(), password=PASSWORD)

    assert response.status_code == 200


def test_login_refuses_alike_whatever_is_wrong(
    client: Client, new_user: Account, admin: Account
) -> None:
    inactive = log_in(client, email=new_user.email)
    change = {"is_active": False}
    client.patch(f"/api/users/{new_user.id}", json=change, headers=admin.headers)

    answers = [
        request_token(client, email="nobody@example.com", password=PASSWORD),
        request_token(client, email=admin.email, password="Wrong horse 1"),
        request_token(client, email=inactive.email, password=PASSWORD),
    ]
    details = {
        check_problem(answer, 401, "invalid_credentials")["detail"]
        for answer in answers
    }
    assert len(details) == 1


def test_login_needs_both_fields(client: Client) -> None:
    assert sorted(pointers(client.post("/api/auth/token", data={"a": "b"}))) == [
        "/password",
        "/username",
    ]


def test_refresh_answers_a_new_pair(client: Client, user: Account) -> None:
    body = {"refresh_token": user.refresh_token}
    response = client.post("/api/auth/refresh", json=body)

    assert response.status_code == 200
    headers = bearer(response.json()["access_token"])
    assert client.get("/api/users/me", headers=headers).json()["id"] == user.id


def test_refresh_refuses_an_access_token(client: Client, user: Account) -> None:
    body = {"refresh_token": user.headers["Authorization"].removeprefix("Bearer ")}
    response = client.post("/api/auth/refresh", json=body)

    check_problem(response, 401, "invalid_token")


def test_access_refuses_a_refresh_token(client: Client, user: Account) -> None:
    response = client.get("/api/users/me", headers=bearer(user.refresh_token))

    check_problem(response, 401, "invalid_token")


def unsigned(claims: bytes) -> str:
    header = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=")
    payload = base64.urlsafe_b64encode(claims).rstrip(b"=")
    return f"{header.decode()}.{payload.decode()}."


def test_forged_tokens_are_refused(client: Client, user: Account) -> None:
    token = user.headers["Authorization"].removeprefix("Bearer ")
    head, payload, signature = token.split(".")
    padded = payload + "=" * (-len(payload) % 4)
    claims = json.loads(base64.urlsafe_b64decode(padded))
    forged = base64.urlsafe_b64encode(json.dumps({**claims, "sub": "1"}).encode())

    for attempt in (
        "nonsense",
        f"{head}.{forged.decode().rstrip('=')}.{signature}",
        unsigned(json.dumps(claims).encode()),
    ):
        response = client.get("/api/users/me", headers=bearer(attempt))
        check_problem(response, 401, "invalid_token")


def test_missing_token_is_told(client: Client) -> None:
    check_problem(client.get("/api/users/me"), 401, "not_authenticated")


def test_wrong_token_is_refused_where_none_is_needed(client: Client) -> None:
    response = client.post("/api/auth/logout", headers=bearer("nonsense"))

    check_problem(response, 401, "invalid_token")


def test_logout_ends_every_session(client: Client, new_user: Account) -> None:
    second = log_in(client, email=new_user.email)

    response = client.post("/api/auth/logout", headers=new_user.headers)

    assert response.status_code == 204
    assert response.content == b""
    for headers in (new_user.headers, second.headers):
        response = client.get("/api/users/me", headers=headers)
        check_problem(response, 401, "invalid_token")
    body = {"refresh_token": second.refresh_token}
    check_problem(client.post("/api/auth/refresh", json=body), 401, "invalid_token")
    assert log_in(client, email=new_user.email).id == new_user.id


def test_new_password_ends_every_session(client: Client, new_user: Account) -> None:
    change = {"password": "Another horse 2", "current_password": PASSWORD}

    response = client.patch("/api/users/me", json=change, headers=new_user.headers)

    assert response.status_code == 200
    response = client.get("/api/users/me", headers=new_user.headers)
    check_problem(response, 401, "invalid_token")
    response = request_token(client, email=new_user.email, password=PASSWORD)
    check_problem(response, 401, "invalid_credentials")
    assert (
        log_in(client, email=new_user.email, password="Another horse 2").id
        == new_user.id
    )


@pytest.mark.parametrize("change", [{"role": "admin"}, {"is_active": False}])
def test_change_of_rights_ends_every_session(
    client: Client, new_user: Account, admin: Account, change: dict[str, object]
) -> None:
    path = f"/api/users/{new_user.id}"

    response = client.patch(path, json=change, headers=admin.headers)

    assert response.status_code == 200
    response = client.get("/api/users/me", headers=new_user.headers)
    check_problem(response, 401, "invalid_token")


def test_reactivated_user_is_not_logged_in_again(
    client: Client, new_user: Account, admin: Account
) -> None:
    path = f"/api/users/{new_user.id}"
    client.patch(path, json={"is_active": False}, headers=admin.headers)
    client.patch(path, json={"is_active": True}, headers=admin.headers)

    response = client.get("/api/users/me", headers=new_user.headers)
    check_problem(response, 401, "invalid_token")


def test_tokens_of_another_key_are_refused(
    client: Client, user: Account, client_with: Callable[..., Client]
) -> None:
    elsewhere = client_with(secret_key="another-key-" * 4)

    response = elsewhere.get("/api/users/me", headers=user.headers)
    check_problem(response, 401, "invalid_token")
