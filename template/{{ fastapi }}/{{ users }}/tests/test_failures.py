"""What callers and the log are told when the service itself fails."""

from collections.abc import AsyncIterator
from unittest.mock import AsyncMock

import pytest
from fastapi import FastAPI, HTTPException
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from app.config import Settings
from app.main import create_app
from app.users import service
from tests.api.accounts import registration
from tests.api.problems import check_problem


@pytest.fixture
def app(log_level_info: None) -> FastAPI:
    return create_app(Settings(log_level="INFO"))


def test_unexpected_error_is_told_to_the_log_only(app: FastAPI) -> None:
    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("a secret")

    with capture_logs() as events:
        response = TestClient(app).get("/broken", headers={"X-Request-ID": "one"})

    problem = check_problem(response, 500, "internal_error")
    assert problem["request_id"] == "one"
    assert "secret" not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"
    failure, request = events
    assert failure["event"] == "request.failed"
    assert failure["exc_info"]
    assert request.items() >= {"event": "request", "status": 500}.items()


def test_error_amid_a_response_ends_it(app: FastAPI) -> None:
    async def parts() -> AsyncIterator[bytes]:
        yield b"some"
        raise RuntimeError

    @app.get("/broken")
    async def broken() -> StreamingResponse:
        return StreamingResponse(parts())

    with capture_logs() as events:
        response = TestClient(app).get("/broken")

    assert response.text == "some"
    assert [event["event"] for event in events] == ["request.failed", "request"]


@pytest.mark.parametrize(
    ("status", "code"), [(418, "i'm_a_teapot"), (429, "too_many_requests")]
)
def test_any_status_is_a_problem(app: FastAPI, status: int, code: str) -> None:
    @app.get("/refused")
    async def refused() -> None:
        raise HTTPException(status, "In these words.", {"Retry-After": "7"})

    response = TestClient(app).get("/refused")

    assert check_problem(response, status, code)["detail"] == "In these words."
    assert response.headers["retry-after"] == "7"


@pytest.mark.usefixtures("failing_commit")
def test_commit_that_fails_is_an_error(
    app_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = AsyncMock()
    monkeypatch.setattr("app.users.router.send_welcome", send)

    response = app_client.post("/api/users", json=registration())

    check_problem(response, 500, "internal_error")
    assert not send.called


def test_welcome_mail_follows_a_registration(
    app_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[dict[str, str]] = []
    monkeypatch.setattr("app.mail.send", lambda _, **mail: sent.append(mail))
    body = registration(name="Ada")

    assert app_client.post("/api/users", json=body).status_code == 201
    assert app_client.post("/api/users", json=body).status_code == 409

    (mail,) = sent
    assert mail["to"] == body["email"]
    assert "Ada" in mail["text"]


def test_login_renews_an_outdated_hash(
    app_client: TestClient, monkeypatch: pytest.MonkeyPatch
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
