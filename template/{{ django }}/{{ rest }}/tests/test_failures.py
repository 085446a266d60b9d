"""Failures of the service: responses and log."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import override_settings
from httpx2 import Client

from app import log
from app.config import Settings
from app.resources import CHECKS
from app.users import service
from app.users.models import User
from tests.api.accounts import PASSWORD, Account, registration, request_token
from tests.api.problems import check_problem


@pytest.mark.usefixtures("log_level_info")  # configures the log again
def test_unexpected_error_is_only_in_the_log(
    app_client: Client,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log.configure(Settings(log_format="json", log_level="INFO"))

    def fail(**_: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(service, "register", fail)
    headers = {"X-Request-ID": "one"}

    response = app_client.post("/api/users", json=registration(), headers=headers)

    problem = check_problem(response, 500, "internal_error")
    assert problem["request_id"] == "one"
    assert "secret" not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    failure, request = (line for line in lines if line.get("logger") != "httpx2")
    assert "RuntimeError: a secret" in failure["exception"]
    assert request.items() >= {"event": "request", "status": 500}.items()
    assert failure["request_id"] == request["request_id"] == "one"


def test_login_renews_an_outdated_hash(
    app_client: Client, store_account: Callable[[Client], Account]
) -> None:
    account = store_account(app_client)
    outdated = make_password(PASSWORD, salt="short")
    User._base_manager.update(password=outdated)

    response = request_token(app_client, email=account.email, password=PASSWORD)

    assert response.status_code == 200
    assert User.objects.get().password != outdated
    response = app_client.get("/api/users/me", headers=account.headers)
    assert response.status_code == 200


def test_failed_check_is_a_problem(
    app_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail() -> None:
        raise ConnectionError

    monkeypatch.setitem(CHECKS, "database", fail)

    response = app_client.get("/health/ready")

    problem = check_problem(response, 503, "unavailable")
    assert problem["checks"]["database"] == "failed"


def test_unknown_path_of_the_api_needs_no_static_files(
    app_client: Client, tmp_path: Path
) -> None:
    manifest = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": manifest}}

    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        response = app_client.get("/api/nowhere")

    check_problem(response, 404, "not_found")
