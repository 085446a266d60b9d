"""Responses and log lines for errors of the service itself."""

import json

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from app import log
from app.config import Settings
from app.resources import CHECKS


def fail(*_: object) -> None:
    raise RuntimeError("a secret")


@pytest.mark.usefixtures("log_level_info")  # it configures the log again
def test_unexpected_error_is_logged_but_not_shown(
    client: Client, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    log.configure(Settings(log_format="json", log_level="INFO"))
    monkeypatch.setattr("django.contrib.admin.sites.AdminSite.each_context", fail)
    client.raise_request_exception = False

    response = client.get("/admin/login/", headers={"x-request-id": "one"})

    assert response.status_code == 500
    assert "secret" not in response.content.decode()
    assert response.headers["x-request-id"] == "one"
    failure, request = map(json.loads, capsys.readouterr().out.splitlines())
    assert "RuntimeError: a secret" in failure["exception"]
    assert request.items() >= {"event": "request", "status": 500}.items()
    assert failure["request_id"] == request["request_id"] == "one"


def test_failed_check_is_reported_without_its_cause(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CHECKS, "database", sync_to_async(fail))

    response = client.get("/health/ready")

    assert response.json()["status"] == "unavailable"
    assert response.json()["checks"]["database"] == "failed"
