"""What callers and the log are told when the service itself fails."""

from collections.abc import AsyncIterator
from typing import Annotated

import pytest
from fastapi import FastAPI, HTTPException, Query
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from app.config import Settings
from app.main import create_app
from tests.api.problems import check_problem, pointers


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


def test_faults_of_the_query_are_told_by_name(app: FastAPI) -> None:
    @app.get("/paged")
    async def paged(limit: Annotated[int, Query(ge=1)]) -> None:
        pass

    response = TestClient(app).get("/paged", params={"limit": 0})

    assert pointers(response) == ["query.limit"]
