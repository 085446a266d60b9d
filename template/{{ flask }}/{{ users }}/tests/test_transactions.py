"""Transactions of requests."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask, abort
from httpx2 import Client

from app import background
from app.database import Database, db
from app.sessions import Session
from app.users import queries, service
from app.users.schemas import UserCreate, UserRead
from tests.api.accounts import registration
from tests.api.problems import check_problem


def test_failed_commit_is_an_error(
    app_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []

    def fail(_: Database) -> None:
        raise ConnectionError

    monkeypatch.setattr(background, "submit", started.append)
    monkeypatch.setattr(Database, "commit", fail)

    response = app_client.post("/api/users", json=registration())

    check_problem(response, 500, "internal_error")
    assert not started


def test_error_rolls_back(
    app: Flask, app_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    create, body = service.create, registration()

    def create_and_abort(*arguments: Session, **fields: object) -> None:
        create(*arguments, **fields)  # type: ignore[arg-type]
        abort(403)

    with monkeypatch.context() as patch:
        patch.setattr(service, "create", create_and_abort)
        assert app_client.post("/api/users", json=body).status_code == 403

    assert app_client.post("/api/users", json=body).status_code == 201


def test_invalid_response_rolls_back(
    app_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = registration()

    with monkeypatch.context() as patch:
        patch.setattr(UserRead, "model_validate", lambda user: {"id": user.email})
        response = app_client.post("/api/users", json=body)

    check_problem(response, 500, "internal_error")
    assert app_client.post("/api/users", json=body).status_code == 201


def test_head_rolls_back(
    app: Flask, app_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = registration()

    def store() -> str:
        data = UserCreate.model_validate(body)
        return str(service.create(db.session, data=data).email)

    with monkeypatch.context() as patch:
        patch.setitem(app.view_functions, "health.live", store)
        assert app_client.head("/health/live").status_code == 200

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


def test_concurrent_logins_both_renew_an_outdated_hash(
    committing_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = registration()
    committing_client.post("/api/users", json=body)
    form = {"username": str(body["email"]), "password": str(body["password"])}
    both = Barrier(2, timeout=10)

    def outdated(password: str, password_hash: str | None) -> tuple[bool, str]:
        both.wait()
        return True, f"a new hash of {password_hash}"

    def log_in(_: int) -> int:
        return committing_client.post("/api/auth/token", data=form).status_code

    monkeypatch.setattr(service, "verify_password", outdated)
    with ThreadPoolExecutor(max_workers=2) as threads:
        assert list(threads.map(log_in, range(2))) == [200, 200]


def test_other_constraint_is_a_plain_conflict(
    app_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = registration()
    app_client.post("/api/users", json=body)
    monkeypatch.setattr(queries, "UNIQUE_EMAIL", "another constraint")

    response = app_client.post("/api/users", json=body)

    check_problem(response, 409, "conflict")
