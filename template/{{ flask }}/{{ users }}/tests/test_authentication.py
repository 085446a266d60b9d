"""Authentication of API requests."""

from collections.abc import Callable

import pytest
from flask import Flask
from httpx2 import Client

from app.operations import security_of
from app.users.authentication import optional_user
from tests.api.accounts import Account
from tests.api.problems import check_problem


def test_operation_requires_a_token_by_default(app: Flask) -> None:
    app.view_functions["undeclared"] = lambda: ""

    with app.app_context():
        assert security_of("undeclared") == [{"bearer": []}]

    del app.view_functions["undeclared"]


def test_user_of_a_request_without_authentication_is_an_error(app: Flask) -> None:
    with app.app_context(), pytest.raises(RuntimeError, match=r"app/api\.py"):
        optional_user()


def test_cors_preflight_needs_no_token(
    app_client_with: Callable[..., Client],
) -> None:
    client = app_client_with(cors_origins=("https://app.example.com",))
    preflight = {
        "Origin": "https://app.example.com",
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization",
    }

    response = client.options("/api/users/me", headers=preflight)

    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == "https://app.example.com"
    assert "PATCH" in response.headers["access-control-allow-methods"]
    # Requests without an Origin get no CORS headers.
    headers = client.get("/api/openapi.json").headers
    assert "access-control-allow-origin" not in headers


def test_refresh_ignores_an_expired_access_token(
    app_client: Client, store_account: Callable[[Client], Account]
) -> None:
    account = store_account(app_client)

    response = app_client.post(
        "/api/auth/refresh",
        json={"refresh_token": account.refresh_token},
        headers={"Authorization": "Bearer outdated"},
    )

    assert response.status_code == 200


def test_token_is_checked_before_the_path(
    app_client: Client, store_account: Callable[[Client], Account]
) -> None:
    check_problem(app_client.get("/api/users/x"), 401, "not_authenticated")
    headers = store_account(app_client).headers
    check_problem(
        app_client.get("/api/users/x", headers=headers), 422, "validation_error"
    )
