"""Management commands."""

import pytest
from django.core.management import CommandError, call_command
from pydantic import SecretStr

from app.config import Settings
from app.users.management.commands import create_admin
from app.users.models import User
from tests.factories import PASSWORD


@pytest.fixture
def preset(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(admin_password=SecretStr(PASSWORD))
    monkeypatch.setattr(create_admin, "get_settings", lambda: settings)


@pytest.mark.django_db
@pytest.mark.usefixtures("preset")
def test_create_admin_creates_an_administrator(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("create_admin", "Ada@Example.com")

    assert capsys.readouterr().out == "Created administrator ada@example.com.\n"
    user = User.objects.active_admins().get()
    assert user.check_password(PASSWORD)
    assert user.email_verified
    with pytest.raises(CommandError, match="This e-mail address is already in use"):
        call_command("create_admin", "ADA@example.com")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "password", "message"),
    [
        ("nobody", PASSWORD, "Enter a valid email address"),
        ("a@example.com", "Weak 1", "must have 8 to 128 characters"),
        ("a@example.com", "no capital 1", "must contain an upper-case letter"),
        ("a@example.com", f" {PASSWORD}", "begin or end with a space"),
        ("a@example.com", "No digit here", "must contain a digit"),
    ],
)
def test_create_admin_rejects_invalid_values(
    monkeypatch: pytest.MonkeyPatch, email: str, password: str, message: str
) -> None:
    monkeypatch.setattr(
        create_admin, "get_settings", lambda: Settings(admin_password=None)
    )
    monkeypatch.setattr("getpass.getpass", lambda _: password)

    with pytest.raises(CommandError, match=message):
        call_command("create_admin", email)

    assert not User.objects.exists()


@pytest.mark.django_db
def test_createsuperuser_creates_an_administrator(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)

    call_command(
        "createsuperuser", email="Ada@example.com", name="Ada", interactive=False
    )

    user = User.objects.get_by_natural_key("ADA@example.com")
    assert user.is_admin
    assert user.email_verified
    assert user.check_password(PASSWORD)
