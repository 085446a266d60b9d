"""System checks of models."""

from collections.abc import Iterator

import pytest
from django.apps import AppConfig, apps

from app import checks
from app.users.models import User


def hints() -> list[str | None]:
    return [message.hint for message in checks.check_models(None)]


def test_models_of_the_service_pass() -> None:
    assert hints() == []


def test_app_without_migrations_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "module_has_submodule", lambda *_: False)

    assert "Create app/users/migrations/__init__.py." in hints()


def test_app_that_is_not_installed_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def models(config: AppConfig) -> Iterator[type[User]]:
        yield User

    monkeypatch.setattr(type(apps.get_app_config("app")), "get_models", models)

    assert hints() == ['Add "app.users" to INSTALLED_APPS in app/settings.py.']
