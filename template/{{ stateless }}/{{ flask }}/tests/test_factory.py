"""The application factory: what one application is told, another doesn't know."""

from collections.abc import Callable

import pytest
from httpx2 import Client

from app.config import Settings
from app.main import create_app
from tests.api.problems import check_problem

PRODUCTION = {"environment": "production", "allowed_hosts": ("testserver",)}


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


@pytest.mark.parametrize(("settings", "is_debugged"), [({}, True), (PRODUCTION, False)])
def test_production_is_not_debugged(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, object], is_debugged: bool
) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")

    assert create_app(Settings.model_validate(settings)).debug is is_debugged
