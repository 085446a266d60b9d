"""Requests have connections of their own, and a lost connection is an error."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from httpx2 import Client
from peewee import OperationalError

from app.database import db
from app.pool import Pool
from app.sessions import Session
from app.users import service
from app.users.models import User
from tests.api.accounts import registration
from tests.api.problems import check_problem
from tests.conftest import applications


def test_requests_at_once_have_connections_of_their_own(
    committing_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    connections: list[object] = []
    create, both = service.create, Barrier(2, timeout=10)

    def store(session: Session, **fields: object) -> object:
        connections.append(User._meta.database.connection())
        both.wait()
        return create(session, **fields)  # type: ignore[arg-type]

    monkeypatch.setattr(service, "create", store)
    with ThreadPoolExecutor(max_workers=2) as threads:
        for _ in range(2):
            threads.submit(committing_client.post, "/api/users", json=registration())

    one, other = connections
    assert one is not other


def test_connection_that_is_lost_is_an_error(
    app_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:

        def fail(*_: object, **__: object) -> None:
            raise OperationalError("server closed the connection")

        def lose(*_: object, **__: object) -> None:
            patch.setattr(Pool, "execute_sql", fail)
            fail()

        patch.setattr(service, "create", lose)
        response = app_client.post("/api/users", json=registration())

    check_problem(response, 500, "internal_error")


def test_models_use_the_database_of_the_current_application(
    app: Flask, app_client_with: Callable[..., Client]
) -> None:
    other = applications[app_client_with()]

    with app.app_context():
        assert User._meta.database.turns is db.of(app).turns
    with other.app_context():
        assert User._meta.database.turns is db.of(other).turns
