"""The application factory."""

from collections.abc import Callable

import pytest
from httpx2 import Client
from pydantic import SecretStr

from app.config import Settings, get_settings
from app.main import create_app
from tests.api.accounts import registration, request_token
from tests.api.problems import check_problem


def test_applications_share_no_settings(app_client_with: Callable[..., Client]) -> None:
    one = app_client_with(app_name="One", registration_open=False)
    other = app_client_with(app_name="Other", max_body_bytes=10)

    names = [
        client.get("/api/openapi.json").json()["info"]["title"]
        for client in (one, other, one)
    ]

    assert names == ["One", "Other", "One"]
    body = registration()
    check_problem(one.post("/api/users", json=body), 403, "registration_closed")
    check_problem(other.post("/api/users", json=body), 413, "body_too_large")


def test_applications_share_no_keys(
    app_client: Client, app_client_with: Callable[..., Client]
) -> None:
    body = registration()
    app_client.post("/api/users", json=body)
    issued = request_token(
        app_client, email=str(body["email"]), password=str(body["password"])
    ).json()
    other = app_client_with(secret_key=SecretStr("another key" * 3))

    response = other.post(
        "/api/auth/refresh", json={"refresh_token": issued["refresh_token"]}
    )

    check_problem(response, 401, "invalid_token")


@pytest.mark.parametrize(
    ("environment", "debug"), [("test", True), ("production", False)]
)
def test_production_has_no_debug_mode(
    monkeypatch: pytest.MonkeyPatch, environment: str, debug: bool
) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    settings = Settings().model_copy(update={"environment": environment})

    assert create_app(settings).debug is debug


def test_settings_come_from_the_environment_by_default() -> None:
    assert create_app().config["SETTINGS"] is get_settings()
