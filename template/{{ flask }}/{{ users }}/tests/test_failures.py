"""What callers and the log are told when the service itself fails."""

import pytest
from flask import Flask, abort
from httpx2 import Client
from structlog.testing import capture_logs
from werkzeug.exceptions import TooManyRequests

from app import background
from app.database import Database
from app.sessions import Session
from app.users import service
from tests.api.accounts import registration
from tests.api.problems import check_problem


@pytest.mark.usefixtures("log_level_info")
def test_unexpected_error_is_told_to_the_log_only(
    app_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(service, "create", fail)
    headers = {"X-Request-ID": "one"}

    with capture_logs() as events:
        response = app_client.post("/api/users", json=registration(), headers=headers)

    problem = check_problem(response, 500, "internal_error")
    assert problem["request_id"] == "one"
    assert "secret" not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"
    failure, request = events
    assert failure["event"] == "request.failed"
    assert failure["exc_info"]
    assert request.items() >= {"event": "request", "status": 500}.items()


@pytest.mark.parametrize(
    ("status", "code"), [(418, "i'm_a_teapot"), (429, "too_many_requests")]
)
def test_any_status_is_a_problem(
    app_client: Client, monkeypatch: pytest.MonkeyPatch, status: int, code: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        abort(status, "In these words.")

    monkeypatch.setattr(service, "create", refuse)

    response = app_client.post("/api/users", json=registration())

    assert check_problem(response, status, code)["detail"] == "In these words."


def test_headers_of_a_refusal_are_sent(
    app_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise TooManyRequests(retry_after=7)

    monkeypatch.setattr(service, "create", refuse)

    response = app_client.post("/api/users", json=registration())

    assert response.headers["retry-after"] == "7"


def test_commit_that_fails_is_an_error(
    app_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[object] = []

    def fail(_: Database) -> None:
        raise ConnectionError

    monkeypatch.setattr(background, "submit", begun.append)
    monkeypatch.setattr(Database, "commit", fail)

    response = app_client.post("/api/users", json=registration())

    check_problem(response, 500, "internal_error")
    assert not begun


def test_refusal_keeps_nothing(
    app: Flask, app_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    create, body = service.create, registration()

    def store_and_refuse(*arguments: Session, **fields: object) -> None:
        create(*arguments, **fields)  # type: ignore[arg-type]
        abort(403)

    with monkeypatch.context() as patch:
        patch.setattr(service, "create", store_and_refuse)
        assert app_client.post("/api/users", json=body).status_code == 403

    assert app_client.post("/api/users", json=body).status_code == 201


def test_login_renews_an_outdated_hash(
    app_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = registration()
    app_client.post("/api/users", json=body)
    form = {"username": str(body["email"]), "password": str(body["password"])}
    hashes: list[str | None] = []

    def outdated(password: str, password_hash: str | None) -> tuple[bool, str | None]:
        hashes.append(password_hash)
        return True, "a new hash"

    monkeypatch.setattr(service, "verify_password", outdated)
    for _ in range(2):
        assert app_client.post("/api/auth/token", data=form).status_code == 200

    assert hashes[1] == "a new hash"
