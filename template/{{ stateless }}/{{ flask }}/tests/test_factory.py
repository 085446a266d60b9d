"""The application factory."""

from collections.abc import Callable

import pytest
from httpx2 import Client

from app.config import Settings, get_settings
from app.main import create_app
from tests.api.problems import check_problem


def test_applications_share_no_settings(app_client_with: Callable[..., Client]) -> None:
    one = app_client_with(app_name="One")
    other = app_client_with(app_name="Other", max_body_bytes=10)

    names = [
        client.get("/api/openapi.json").json()["info"]["title"]
        for client in (one, other, one)
    ]

    assert names == ["One", "Other", "One"]
    body = {"text": "Hello"}
    assert one.post("/api/slugs", json=body).status_code == 200
    check_problem(other.post("/api/slugs", json=body), 413, "body_too_large")


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
