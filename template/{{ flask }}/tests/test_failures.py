"""Error responses, and logs of unexpected errors."""

from typing import Any, NoReturn

import pytest
from flask import Flask, abort
from flask import Response as FlaskResponse
from httpx2 import Client, Response
from structlog.testing import capture_logs
from werkzeug.exceptions import NotFound, TooManyRequests

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


def test_unexpected_error_is_logged_but_not_disclosed(app: Flask) -> None:
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
    ("status", "code"),
    [
        (402, "payment_required"),
        (418, "i'm_a_teapot"),
        (429, "too_many_requests"),
        (499, "client_error"),
        (599, "server_error"),
    ],
)
def test_any_status_is_a_problem(app: Flask, status: int, code: str) -> None:
    @app.get("/api/refused")
    def refused() -> NoReturn:
        abort(status, "Out of tea.")

    response = get(app, "/api/refused")

    assert check_problem(response, status, code)["detail"] == "Out of tea."


def test_headers_of_an_error_are_sent(app: Flask) -> None:
    @app.get("/api/refused")
    def refused() -> NoReturn:
        raise TooManyRequests(retry_after=7)

    assert get(app, "/api/refused").headers["retry-after"] == "7"


@pytest.mark.parametrize(
    ("description", "members"),
    [
        (None, {"code": "conflict", "detail": "Conflict."}),
        (["a", "b"], {"code": "conflict", "detail": ["a", "b"]}),
        ({"code": "sold_out", "left": 0}, {"code": "sold_out", "left": 0}),
        ({"status": 200, "headers": {}}, {"code": "conflict"}),
    ],
)
def test_description_can_set_members_of_the_problem(
    app: Flask, description: Any, members: dict[str, Any]
) -> None:
    @app.get("/api/refused")
    def refused() -> NoReturn:
        abort(409, description)

    problem = check_problem(get(app, "/api/refused"), 409, members["code"])

    assert problem.items() >= members.items()


RESPONSE = FlaskResponse("No.", 401, {"WWW-Authenticate": "Signature"})


@pytest.mark.parametrize("error", [RESPONSE, NotFound(response=RESPONSE)])
def test_response_of_an_exception_is_kept(app: Flask, error: Any) -> None:
    @app.get("/api/refused")
    def refused() -> NoReturn:
        if isinstance(error, NotFound):
            raise error
        abort(error)

    response = get(app, "/api/refused")

    assert (response.status_code, response.text) == (401, "No.")
    assert response.headers["www-authenticate"] == "Signature"


def test_error_without_a_body_is_a_problem(app: Flask) -> None:
    @app.get("/api/refused")
    def refused() -> tuple[str, int, dict[str, str]]:
        return "", 401, {"WWW-Authenticate": "Signature", "X-Left": "3"}

    response = get(app, "/api/refused")

    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert (problem["status"], problem["code"]) == (401, "unauthorized")
    assert response.headers.get_list("www-authenticate") == ["Signature"]
    assert response.headers["x-left"] == "3"
