"""Settings: what is refused, how it is told, and that each is documented and used."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from app.config import Settings, explain

ROOT = Path(__file__).parent.parent

PRODUCTION: dict[str, Any] = {
    "environment": "production",
    "secret_key": "k" * 32,
    "allowed_hosts": "api.example.com",
}


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Only what a test sets is set: no variable, no .env file."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def faults(**values: Any) -> str:
    with pytest.raises(ValidationError) as error:
        Settings(**values)
    return explain(error.value)


def documented() -> dict[str, str]:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return dict(re.findall(r"^# ([A-Z_]+)=(.*)$", text, re.MULTILINE))


def written(value: object) -> str:
    """A default as one would write it in the environment."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def test_settings_are_all_documented() -> None:
    assert set(documented()) == {name.upper() for name in Settings.model_fields}


def test_documented_defaults_are_the_real_ones() -> None:
    defaults = Settings()
    for name, example in documented().items():
        if name in ("APP_NAME", "SECRET_KEY", "ALLOWED_HOSTS"):
            continue  # quoted there; told by no value; with a host for tests
        assert example == written(getattr(defaults, name.lower())), name


def test_settings_are_all_used() -> None:
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "app").rglob("*.py")
        if path.name != "config.py"
    )
    for name in Settings.model_fields:
        if name != "environment":  # the other settings depend on it
            assert re.search(rf"settings\(?\)?\.{name}\b", source), name


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().port = 1


def test_environment_sets_and_an_empty_value_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CORS_ORIGINS", " https://a.example , https://b.example:8443 ")
    monkeypatch.setenv("PORT", "")

    settings = Settings()

    assert settings.cors_origins == ("https://a.example", "https://b.example:8443")
    assert settings.port == 8000


def test_production_has_safe_defaults() -> None:
    settings = Settings(**PRODUCTION)

    assert settings.docs_enabled is False
    assert settings.log_format == "json"
    assert settings.allowed_hosts == ("api.example.com",)
    assert settings.cors_origins == ()
    assert settings.trusted_proxies == ()


def test_production_is_told_every_fault_at_once() -> None:
    message = faults(environment="production", max_body_bytes=0)

    lines = message.splitlines()
    assert [line.split(":")[0].strip() for line in lines[1:]] == [
        "ALLOWED_HOSTS",
        "SECRET_KEY",
        "MAX_BODY_BYTES",
    ]


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("environment", "staging", "'development', 'test' or 'production'"),
        ("secret_key", "short-secret", "32 bytes"),
        ("database_url", "oracle://someone:secret@db/x", "must begin with"),
        ("port", "http", "integer"),
        ("port", 65536, "65535"),
        ("allowed_hosts", "api.*.com", "*.example.com"),
        ("cors_origins", "*", "credentials"),
        ("cors_origins", "app.example.com", "https://example.com"),
        ("cors_origins", "https://app.example.com/", "https://example.com"),
        ("trusted_proxies", "proxy.local", "IP addresses"),
        ("trusted_proxies", "*", "IP addresses"),
        ("smtp_url", "https://secret@mail.example.com", "smtp://"),
        ("smtp_url", "smtp://", "smtp://"),
        ("mail_from", "nobody", "mail address"),
        ("access_token_minutes", 0, "greater than or equal to 1"),
        ("log_level", "LOUD", "'DEBUG'"),
    ],
)
def test_value_is_refused_by_name_and_rule(name: str, value: object, rule: str) -> None:
    message = faults(**{name: value})

    assert message.count("\n") == 1
    assert f"{name.upper()}: " in message
    assert rule in message
    assert "secret" not in message.replace("SECRET_KEY", "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("allowed_hosts", "*"),
        ("allowed_hosts", "*.example.com,example.com"),
        ("trusted_proxies", "10.0.0.0/8, ::1"),
        ("smtp_url", "smtps://me:secret@mail.example.com"),
        ("mail_from", "Service <noreply@example.com>"),
    ],
)
def test_value_is_accepted(name: str, value: Any) -> None:
    assert getattr(Settings(**{name: value}), name)


def test_env_file_with_faults_stops_the_start_without_a_traceback(
    tmp_path: Path,
) -> None:
    lines = "ENVIRONMENT=production\nPORT=http\nSOMETHING_ELSE=1\n"
    (tmp_path / ".env").write_text(lines, encoding="utf-8")

    result = subprocess.run(
        [sys.executable, "-m", "app"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 1
    assert "SECRET_KEY: must be set in production" in result.stderr
    assert "ALLOWED_HOSTS: must be set in production" in result.stderr
    assert "PORT: " in result.stderr
    assert "SOMETHING" not in result.stderr
    assert "Traceback" not in result.stderr
