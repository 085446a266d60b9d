"""Migrations, sessions and connections of the application."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from httpx2 import Client

from app import database
from app.config import Settings
from app.database import db
from app.main import create_app
from app.sessions import Session
from app.users import service
from tests import isolation
from tests.api.accounts import registration
from tests.api.problems import check_problem


@pytest.fixture
def sessions(monkeypatch: pytest.MonkeyPatch) -> list[Session]:
    """The sessions of two concurrent requests that create users."""
    seen: list[Session] = []
    create, both = service.create, Barrier(2, timeout=10)

    def store(session: Session, **fields: object) -> object:
        seen.append(session)
        both.wait()
        return create(session, **fields)  # type: ignore[arg-type]

    monkeypatch.setattr(service, "create", store)
    return seen


def test_each_request_has_one_session(app: Flask) -> None:
    with app.app_context():
        first = db.session
        assert db.session is first
    with app.app_context():
        assert db.session is not first


def test_concurrent_requests_have_their_own_sessions(
    committing_client: Client, sessions: list[Session]
) -> None:
    def register(_: int) -> int:
        response = committing_client.post("/api/users", json=registration())
        return response.status_code

    with ThreadPoolExecutor(max_workers=2) as threads:
        assert list(threads.map(register, range(2))) == [201, 201]

    one, other = sessions
    assert one is not other


@pytest.mark.parametrize("status", [201, 409, 500])
def test_connection_is_returned_to_the_pool(
    application: Flask,
    committing_client: Client,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
) -> None:
    body = registration()
    if status == 409:
        committing_client.post("/api/users", json=body)

    with monkeypatch.context() as patch:
        if status == 500:
            isolation.fail_commits(patch)
        response = committing_client.post("/api/users", json=body)

    assert response.status_code == status
    assert not isolation.is_connected(application)


def test_connections_are_closed_with_the_application(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    closers: list[object] = []
    monkeypatch.setattr(database, "finalize", lambda *closer: closers.append(closer))

    app = create_app(Settings())

    assert closers == [(app, isolation.closer(app))]


def test_database_is_not_used_without_need(
    app: Flask, app_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(app.extensions, "database")

    assert app_client.get("/health/live").status_code == 200
    check_problem(app_client.get("/api/users/me"), 401, "not_authenticated")


def test_migrate_applies_all_revisions(application: Flask) -> None:
    isolation.downgrade()
    assert "users" not in isolation.tables(application)

    result = application.test_cli_runner().invoke(args=["migrate"])

    assert result.exit_code == 0
    assert "users" in isolation.tables(application)
