"""The cache of an application."""

from collections.abc import Callable

from httpx2 import Client

URL = "redis://127.0.0.1:1"  # nothing listens there


def test_application_without_a_server_is_ready(app_client: Client) -> None:
    response = app_client.get("/health/ready")

    assert response.json()["checks"]["cache"] == "ok"


def test_application_whose_server_is_down_is_degraded(
    app_client_with: Callable[..., Client],
) -> None:
    response = app_client_with(cache_url=URL).get("/health/ready")

    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert response.json()["checks"]["cache"] == "degraded"
