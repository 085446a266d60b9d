"""Outages of the database are a 503, and errors of the service a 500."""

import pytest
from httpx2 import Client
from structlog.processors import format_exc_info
from structlog.testing import capture_logs

from app import turns
from tests import DATABASE_URL, isolation
from tests.api.accounts import PASSWORD, registration, request_token
from tests.api.problems import check_problem
from tests.conftest import made, visited
from tests.database import refusing, without_tables


def check_unavailable(client: Client) -> None:
    response = request_token(client, email="a@example.com", password=PASSWORD)
    check_problem(response, 503, "unavailable")
    assert response.headers["retry-after"] == "5"


def test_unreachable_database_is_unavailable() -> None:
    with made(database_url=refusing(DATABASE_URL)) as app, visited(app) as client:
        check_unavailable(client)
        check_problem(client.get("/health/ready"), 503, "unavailable")


@pytest.mark.usefixtures("migrated")
def test_exhausted_pool_is_unavailable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, "MOMENT_SECONDS", 0.01)
    monkeypatch.setattr(turns, "WAIT_SECONDS", 0.02)

    with made(database_pool_size=1) as app, visited(app) as client:
        with isolation.held(app):
            check_unavailable(client)

        assert client.get("/health/ready").status_code == 200


def test_missing_table_is_an_internal_error() -> None:
    with made(database_url=without_tables(DATABASE_URL)) as app, visited(app) as client:
        response = request_token(client, email="a@example.com", password=PASSWORD)

    check_problem(response, 500, "internal_error")


def test_values_of_a_failed_statement_are_not_logged() -> None:
    body = registration(email="ada@example.com")

    with (
        made(database_url=without_tables(DATABASE_URL)) as app,
        visited(app) as client,
        capture_logs(processors=[format_exc_info]) as events,
    ):
        response = client.post("/api/users", json=body)

    check_problem(response, 500, "internal_error")
    (failure,) = [event for event in events if "exception" in event]
    assert "$argon2" not in failure["exception"]
    assert "ada@" not in failure["exception"]
