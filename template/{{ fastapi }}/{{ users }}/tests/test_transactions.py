"""The transaction of a request, and what follows its commit."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.users import queries, service
from tests import isolation
from tests.api.accounts import register, registration
from tests.api.mails import Mail
from tests.api.problems import check_problem
from tests.conftest import application


def test_failed_commit_is_an_error(
    app_client: TestClient, app_inbox: list[Mail], monkeypatch: pytest.MonkeyPatch
) -> None:
    user = register(app_client)
    app_inbox.clear()
    isolation.fail_commits(application(app_client), monkeypatch)

    response = app_client.post("/api/auth/password-reset", json={"email": user.email})

    check_problem(response, 500, "internal_error")
    assert app_inbox == []


def test_invalid_response_rolls_back(
    app_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = registration()
    create = service.create

    async def create_invalid(*args: Any, **fields: Any) -> SimpleNamespace:
        user = await create(*args, **fields)
        return SimpleNamespace(id=user.id)

    with monkeypatch.context() as patch:
        patch.setattr(service, "create", create_invalid)
        response = app_client.post("/api/users", json=body)

    check_problem(response, 500, "internal_error")
    assert app_client.post("/api/users", json=body).status_code == 201


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

    async def outdated(
        password: str, password_hash: str | None
    ) -> tuple[bool, str | None]:
        hashes.append(password_hash)
        return True, "a new hash"

    monkeypatch.setattr(service, "verify_password", outdated)
    for _ in range(2):
        assert app_client.post("/api/auth/token", data=form).status_code == 200

    assert hashes[1] == "a new hash"


def test_concurrent_logins_renew_an_outdated_hash(
    committing_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = registration()
    committing_client.post("/api/users", json=body)
    form = {"username": str(body["email"]), "password": str(body["password"])}
    barrier = asyncio.Barrier(2)

    async def outdated(password: str, password_hash: str | None) -> tuple[bool, str]:
        await barrier.wait()
        return True, f"a new hash of {password_hash}"

    def log_in(_: int) -> int:
        return committing_client.post("/api/auth/token", data=form).status_code

    monkeypatch.setattr(service, "verify_password", outdated)
    with ThreadPoolExecutor(max_workers=2) as threads:
        assert list(threads.map(log_in, range(2))) == [200, 200]


def test_violation_of_another_constraint_is_a_conflict(
    app_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = registration()
    app_client.post("/api/users", json=body)
    monkeypatch.setattr(queries, "UNIQUE_EMAIL", "another constraint")

    response = app_client.post("/api/users", json=body)

    check_problem(response, 409, "conflict")
