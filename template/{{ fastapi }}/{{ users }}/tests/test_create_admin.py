"""The command that creates an administrator."""

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from app import cli
from app.config import Settings
from tests.api.accounts import PASSWORD, log_in, unique


@pytest.fixture
def admin_password(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(admin_password=SecretStr(PASSWORD))
    monkeypatch.setattr(cli, "get_settings", lambda: settings)


@pytest.mark.usefixtures("admin_password")
def test_create_admin_creates_an_administrator(
    committing_client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    email = f"{unique('Admin')}@example.com"

    cli.create_admin(email)

    assert capsys.readouterr().out == f"Created administrator {email.lower()}.\n"
    headers = log_in(committing_client, email=email).headers
    assert committing_client.get("/api/users", headers=headers).status_code == 200
    with pytest.raises(SystemExit, match="This e-mail address is already in use"):
        cli.create_admin(email)


@pytest.mark.usefixtures("migrated")
@pytest.mark.parametrize(
    ("email", "password", "message"),
    [
        ("nobody", PASSWORD, "email: value is not a valid email address"),
        ("a@example.com", "weak", "password: String should have at least 8"),
        ("a@example.com", "no capital 1", "password: must contain an upper-case"),
    ],
)
def test_create_admin_validates_its_input(
    monkeypatch: pytest.MonkeyPatch, email: str, password: str, message: str
) -> None:
    monkeypatch.setattr(cli, "get_settings", Settings)
    monkeypatch.delenv("ADMIN_PASSWORD", raising=False)
    monkeypatch.setattr("getpass.getpass", lambda _: password)

    with pytest.raises(SystemExit, match=message):
        cli.create_admin(email)
