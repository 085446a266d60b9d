"""Django's settings, above all those of production."""

import re
from collections.abc import Callable
from runpy import run_path
from typing import Any

import pytest
from django.core.checks import WARNING, run_checks
from django.test import override_settings

from app import checks
from app import settings as own
from app.config import Settings

PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "ALLOWED_HOSTS": "api.example.com, *.example.org",
}
PROXY = {"TRUSTED_PROXIES": "127.0.0.1"}
KNOWN = {"app.I001", "app.W001", *(f"security.W{n:03}" for n in range(1, 30))}
SAFE = {
    "DEBUG": False,
    "ALLOWED_HOSTS": ["api.example.com", ".example.org"],
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_HSTS_SECONDS": 365 * 24 * 60 * 60,
}


@pytest.fixture
def start(
    monkeypatch: pytest.MonkeyPatch, log_level_info: None
) -> Callable[..., dict[str, Any]]:
    """Load the settings with these environment variables; also configures the log."""

    def load(**variables: str) -> dict[str, Any]:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("app.config.get_settings", Settings)
        monkeypatch.setattr(checks, "get_settings", Settings)
        names = run_path(own.__file__)
        del names["DATABASES"], names["INSTALLED_APPS"]
        return {name: value for name, value in names.items() if name.isupper()}

    return load


@pytest.mark.parametrize("proxy", [{}, PROXY], ids=["alone", "behind a proxy"])
def test_production_is_safe(
    start: Callable[..., dict[str, Any]], proxy: dict[str, str]
) -> None:
    settings = start(**PRODUCTION, **proxy)

    expected = {**SAFE, "SECURE_SSL_REDIRECT": bool(proxy)}
    assert {name: settings[name] for name in expected} == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "warnings"),
    [
        ({**PROXY, "SMTP_URL": "smtp://mail.example.com"}, []),
        (PROXY, ["app.I001"]),
        ({"SMTP_URL": "smtp://mail.example.com"}, ["security.W008"]),
    ],
    ids=["complete", "without mail", "without a proxy"],
)
def test_deployment_is_checked(
    start: Callable[..., dict[str, Any]], changes: dict[str, str], warnings: list[str]
) -> None:
    with override_settings(**start(**{**PRODUCTION, **changes})):
        messages = run_checks(include_deployment_checks=True)
        found = [each.id for each in messages if not each.is_silenced()]
        assert [name for name in found if name in KNOWN] == warnings


def test_development_is_reported() -> None:
    assert not checks.MAILS_ARE_NOT_SENT.is_serious(WARNING)
    assert checks.check_settings(None) == [
        checks.NOT_IN_PRODUCTION,
        checks.MAILS_ARE_NOT_SENT,
    ]


def test_path_prefix_applies_to_urls_and_cookies(
    start: Callable[..., dict[str, Any]],
) -> None:
    names = start(ROOT_PATH="/shop")

    assert names["FORCE_SCRIPT_NAME"] == "/shop"
    assert names["STATIC_URL"] == "/shop/static/"
    assert names["SESSION_COOKIE_PATH"] == names["CSRF_COOKIE_PATH"] == "/shop"
    [exempt] = names["SECURE_REDIRECT_EXEMPT"]
    assert re.match(exempt, "shop/health/live")
    assert not re.match(exempt, "health/live")
