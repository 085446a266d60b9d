"""The `create-admin` command."""

import pytest
from click.testing import Result
from flask import Flask
from httpx2 import Client
from pydantic import SecretStr

from app import cli
from app.config import Settings
from tests.api.accounts import PASSWORD, log_in, unique


def run(app: Flask, *words: str, typed: str | None = None) -> Result:
    return app.test_cli_runner().invoke(args=words, input=typed)


def test_create_admin_creates_an_administrator(
    app: Flask, app_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(admin_password=SecretStr(PASSWORD))
    monkeypatch.setattr(cli, "current_settings", lambda: settings)
    email = f"{unique('Admin')}@example.com"

    result = run(app, "create-admin", email)

    assert result.output == f"Created administrator {email.lower()}.\n"
    headers = log_in(app_client, email=email).headers
    assert app_client.get("/api/users", headers=headers).status_code == 200
    again = run(app, "create-admin", email)
    assert again.exit_code == 1
    assert again.output == "This e-mail address is already in use.\n"


@pytest.mark.parametrize(
    ("email", "password", "message"),
    [
        ("nobody", PASSWORD, "email: value is not a valid email address"),
        ("a@example.com", "weak", "password: String should have at least 8"),
        ("a@example.com", "no capital 1", "password: must contain an upper-case"),
    ],
)
def test_create_admin_refuses_invalid_input(
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    email: str,
    password: str,
    message: str,
) -> None:
    settings = Settings(admin_password=None)
    monkeypatch.setattr(cli, "current_settings", lambda: settings)

    result = run(app, "create-admin", email, typed=f"{password}\n")

    assert result.exit_code == 1
    assert message in result.output
    assert password not in result.output
