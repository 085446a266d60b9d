"""Limits on log-ins, registrations and mails."""

from collections.abc import Callable

import pytest
from httpx2 import Client, Response

from tests.api.accounts import (
    PASSWORD,
    log_in,
    register,
    registration,
    request_token,
    unique,
)
from tests.api.mails import Mail
from tests.api.problems import check_problem

WRONG = "Wrong horse 1"


def check_limit(response: Response) -> None:
    check_problem(response, 429, "too_many_requests")
    assert 1 <= int(response.headers["retry-after"]) <= 300


def fail_log_in(client: Client, email: str) -> None:
    response = request_token(client, email=email, password=WRONG)
    check_problem(response, 401, "invalid_credentials")


def ask_for_reset(client: Client) -> Response:
    body = {"email": f"{unique('nobody')}@example.com"}
    return client.post("/api/auth/password-reset", json=body)


def test_log_in_is_limited_by_account(client_with: Callable[..., Client]) -> None:
    client = client_with(log_in_attempts=3)
    user, other = register(client), register(client)

    for _ in range(3):
        fail_log_in(client, user.email)

    for email in (user.email, user.email.upper()):
        check_limit(request_token(client, email=email, password=PASSWORD))
    assert log_in(client, email=other.email).id == other.id


def test_log_in_is_limited_whether_the_account_exists_or_not(
    client_with: Callable[..., Client],
) -> None:
    client = client_with(log_in_attempts=2)
    email = f"{unique('nobody')}@example.com"

    for _ in range(2):
        fail_log_in(client, email)

    check_limit(request_token(client, email=email, password=WRONG))


def test_successful_log_in_resets_the_count_of_its_account(
    client_with: Callable[..., Client],
) -> None:
    client = client_with(log_in_attempts=2)
    user = register(client)

    for _ in range(3):
        fail_log_in(client, user.email)
        assert log_in(client, email=user.email).id == user.id


def test_log_in_is_limited_by_client_address(
    client_with: Callable[..., Client],
) -> None:
    client = client_with(log_in_attempts_per_address=3)
    user = register(client)

    for _ in range(3):
        fail_log_in(client, f"{unique('nobody')}@example.com")

    check_limit(request_token(client, email=user.email, password=PASSWORD))


def test_successful_log_in_does_not_count_for_its_client_address(
    client_with: Callable[..., Client],
) -> None:
    client = client_with(log_in_attempts_per_address=2)
    user = register(client)
    fail_log_in(client, user.email)

    for _ in range(3):
        assert log_in(client, email=user.email).id == user.id

    fail_log_in(client, user.email)
    check_limit(request_token(client, email=user.email, password=PASSWORD))


def test_current_password_is_limited_like_a_log_in(
    client_with: Callable[..., Client],
) -> None:
    client = client_with(log_in_attempts=2)
    user = register(client)
    change = {"password": "Another horse 2"}

    for _ in range(2):
        response = client.patch(
            "/api/users/me",
            json={**change, "current_password": WRONG},
            headers=user.headers,
        )
        check_problem(response, 422, "validation_error")

    proven = {**change, "current_password": PASSWORD}
    check_limit(client.patch("/api/users/me", json=proven, headers=user.headers))
    check_limit(request_token(client, email=user.email, password=PASSWORD))
    renamed = client.patch("/api/users/me", json={"name": "Ada"}, headers=user.headers)
    assert renamed.status_code == 200


def test_registrations_are_limited(client_with: Callable[..., Client]) -> None:
    client = client_with(registrations_per_address=2)

    for _ in range(2):
        assert client.post("/api/users", json=registration()).status_code == 201
        refused = client.post("/api/users", json=registration(name=""))
        check_problem(refused, 422, "validation_error")

    check_limit(client.post("/api/users", json=registration()))


def test_mails_are_limited(
    client_with: Callable[..., Client], inbox: list[Mail]
) -> None:
    client = client_with(mails_per_address=3)
    user = register(client)
    resend = "/api/auth/verify-email/resend"
    change = {
        "email": f"{unique('new')}@example.com",
        "current_password": PASSWORD,
    }

    assert ask_for_reset(client).status_code == 202
    assert client.post(resend, headers=user.headers).status_code == 202
    response = client.patch("/api/users/me", json=change, headers=user.headers)
    assert response.status_code == 200

    check_limit(ask_for_reset(client))
    check_limit(client.post(resend, headers=user.headers))
    change["email"] = f"{unique('newer')}@example.com"
    check_limit(client.patch("/api/users/me", json=change, headers=user.headers))
    # The welcome mail, the resent one and the one to the new address.
    assert len(inbox) == 3


@pytest.mark.usefixtures("documents")
@pytest.mark.parametrize("name", ["auth/token", "auth/password-reset", "users"])
def test_limits_are_documented(client: Client, name: str) -> None:
    document = client.get("/api/openapi.json").json()

    operation = document["paths"][f"/api/{name}"]["post"]

    assert "429" in operation["responses"]
