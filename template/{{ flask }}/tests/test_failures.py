"""What callers and the log are told when the service itself fails."""

from typing import NoReturn

import pytest
from flask import Flask, abort
from httpx2 import Client, Response
from structlog.testing import capture_logs
from werkzeug.exceptions import TooManyRequests

from app.config import Settings
from app.main import create_app
from tests.api.problems import check_problem
from tests.wsgi import Transport


@pytest.fixture
def app(log_level_info: None) -> Flask:
    return create_app(Settings(log_level="INFO"))


def get(app: Flask, path: str) -> Response:
    with Client(transport=Transport(app), base_url="http://testserver") as client:
        return client.get(path, headers={"X-Request-ID": "one"})


def test_unexpected_error_is_told_to_the_log_only(app: Flask) -> None:
    @app.get("/api/broken")
    def broken() -> NoReturn:
        raise RuntimeError("a secret")

    with capture_logs() as events:
        response = get(app, "/api/broken")

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
def test_any_status_is_a_problem(app: Flask, status: int, code: str) -> None:
    @app.get("/api/refused")
    def refused() -> NoReturn:
        abort(status, "In these words.")

    response = get(app, "/api/refused")

    assert check_problem(response, status, code)["detail"] == "In these words."


def test_headers_of_a_refusal_are_sent(app: Flask) -> None:
    @app.get("/api/refused")
    def refused() -> NoReturn:
        raise TooManyRequests(retry_after=7)

    assert get(app, "/api/refused").headers["retry-after"] == "7"
