"""Responses during an outage of the database, and after our own errors."""

import pytest
from httpx2 import Client
from structlog.processors import format_exc_info
from structlog.testing import capture_logs

from app import outages
from tests import DATABASE_URL, isolation
from tests.api.accounts import PASSWORD, registration, request_token
from tests.api.problems import check_problem
from tests.conftest import application, make_client
from tests.database import refusing, without_tables


def check_unavailable(client: Client) -> None:
    response = request_token(client, email="a@example.com", password=PASSWORD)
    check_problem(response, 503, "unavailable")
    assert response.headers["retry-after"] == "5"


def test_unreachable_database_is_unavailable() -> None:
    with make_client(database_url=refusing(DATABASE_URL)) as client:
        check_unavailable(client)
        check_problem(client.get("/health/ready"), 503, "unavailable")


@pytest.mark.usefixtures("migrated")
def test_exhausted_pool_is_unavailable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outages, "WAIT_SECONDS", 0.01)

    with make_client(database_pool_size=1) as client:
        assert client.portal is not None
        held = isolation.held(application(client))
        with client.portal.wrap_async_context_manager(held):
            check_unavailable(client)

        assert client.get("/health/ready").status_code == 200


def test_missing_table_is_an_internal_error() -> None:
    with make_client(database_url=without_tables(DATABASE_URL)) as client:
        response = request_token(client, email="a@example.com", password=PASSWORD)

    check_problem(response, 500, "internal_error")


def test_values_of_a_failed_statement_are_not_logged() -> None:
    body = registration(email="ada@example.com")

    with (
        make_client(database_url=without_tables(DATABASE_URL)) as client,
        capture_logs(processors=[format_exc_info]) as events,
    ):
        response = client.post("/api/users", json=body)

    check_problem(response, 500, "internal_error")
    (failure,) = [event for event in events if "exception" in event]
    assert "$argon2" not in failure["exception"]
    assert "ada@" not in failure["exception"]
