"""Error responses, and what is logged about errors."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import pytest
from fastapi import BackgroundTasks, FastAPI, HTTPException, Query, Response
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from structlog.contextvars import merge_contextvars
from structlog.processors import format_exc_info
from structlog.testing import capture_logs

from app.config import Settings
from app.main import create_app
from tests.api.problems import check_problem, pointers


@pytest.fixture
def app(log_level_info: None) -> FastAPI:
    return create_app(Settings(log_level="INFO"))


def test_unexpected_error_is_only_logged(app: FastAPI) -> None:
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


@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_traceback_is_shown_in_development(accept: str) -> None:
    app = create_app(Settings(environment="development"))

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("out of paper")

    response = TestClient(app).get("/broken", headers={"Accept": accept})

    assert response.status_code == 500
    assert "RuntimeError: out of paper" in response.text
    assert response.headers["x-request-id"]


def test_traceback_is_hidden_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENVIRONMENT")
    settings = Settings()
    app = create_app(settings)

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("out of paper")

    response = TestClient(app).get("/broken")

    assert settings.environment == "development"
    check_problem(response, 500, "internal_error")


@pytest.mark.parametrize("path", ["/whole", "/streamed"])
def test_values_of_an_invalid_response_are_not_logged(app: FastAPI, path: str) -> None:
    content: list[Any] = [1, "$argon2id$v=19"]

    @app.get("/whole")
    async def whole() -> list[int]:
        return content

    @app.get("/streamed")
    async def streamed() -> AsyncIterator[list[int]]:
        yield content

    with capture_logs(processors=[format_exc_info]) as events:
        response = TestClient(app).get(path)

    failure = events[0]
    assert failure["event"] == "request.failed"
    assert "'loc': ('response', 1), 'type': 'int_parsing'" in failure["exception"]
    assert "$argon2" not in failure["exception"] + response.text


def test_invalid_response_is_an_error(app: FastAPI) -> None:
    @app.get("/broken")
    async def broken() -> dict[str, int]:
        return {"id": "one"}  # type: ignore[dict-item]

    check_problem(TestClient(app).get("/broken"), 500, "internal_error")


def test_error_in_a_streamed_response_ends_it(app: FastAPI) -> None:
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


def test_error_in_a_background_task_is_logged(app: FastAPI) -> None:
    async def fail() -> None:
        raise RuntimeError

    @app.get("/done")
    async def done(background: BackgroundTasks) -> str:
        background.add_task(fail)
        return "done"

    with capture_logs(processors=[merge_contextvars]) as events:
        response = TestClient(app).get("/done")

    assert response.json() == "done"
    assert [event["event"] for event in events] == ["request", "request.failed"]
    assert events[0]["status"] == 200
    for event in events:
        assert event["request_id"] == response.headers["x-request-id"]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (418, "i'm_a_teapot"),
        (429, "too_many_requests"),
        (499, "client_error"),
        (599, "server_error"),
    ],
)
def test_any_status_is_a_problem(app: FastAPI, status: int, code: str) -> None:
    @app.get("/refused")
    async def refused() -> None:
        raise HTTPException(status, "Too strong.", {"Retry-After": "7"})

    response = TestClient(app).get("/refused")

    assert check_problem(response, status, code)["detail"] == "Too strong."
    assert response.headers["retry-after"] == "7"


def test_query_errors_name_the_parameter(app: FastAPI) -> None:
    @app.get("/paged")
    async def paged(limit: Annotated[int, Query(ge=1)]) -> None:
        pass

    response = TestClient(app).get("/paged", params={"limit": 0})

    assert pointers(response) == ["query.limit"]


@pytest.mark.parametrize(
    ("detail", "members"),
    [
        (None, {"code": "conflict", "detail": "Conflict."}),
        ("Sold out.", {"code": "conflict", "detail": "Sold out."}),
        (["a", "b"], {"code": "conflict", "detail": ["a", "b"]}),
        ({"code": "sold_out", "left": 0}, {"code": "sold_out", "left": 0}),
        ({"status": 200, "instance": "/", "headers": {}, 1: 2}, {"1": 2}),
    ],
)
def test_detail_may_hold_members_of_the_problem(
    app: FastAPI, detail: Any, members: dict[str, Any]
) -> None:
    @app.get("/refused")
    async def refused() -> None:
        raise HTTPException(409, detail)

    response = TestClient(app).get("/refused")

    problem = check_problem(response, 409, members.get("code", "conflict"))
    assert problem.items() >= members.items()
    assert "headers" not in problem


@pytest.mark.parametrize("status", [204, 304])
def test_status_below_400_has_no_body(app: FastAPI, status: int) -> None:
    @app.get("/unchanged")
    async def unchanged() -> None:
        raise HTTPException(status, headers={"ETag": '"1"'})

    response = TestClient(app).get("/unchanged")

    assert response.status_code == status
    assert response.content == b""
    assert response.headers["etag"] == '"1"'


ERRORS = [
    Response('{"error": "invalid_grant"}', 400, media_type="application/json"),
    Response("{}", 403, media_type="application/problem+json; charset=utf-8"),
    Response("{}", 409, media_type="application/scim+json"),
    Response("<p>No.</p>", 404, media_type="text/html"),
    Response("Wrong signature", 401, media_type="text/plain"),
]


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_error_response_of_a_route_is_unchanged(
    app: FastAPI, error: Response, method: str
) -> None:
    @app.api_route("/refused", methods=["GET", "POST"])
    async def refused() -> Response:
        error.headers["Retry-After"] = "7"
        error.headers["WWW-Authenticate"] = "Signature"
        return error

    response = TestClient(app).request(method, "/refused")

    assert response.status_code == error.status_code
    assert response.content == error.body
    assert response.headers.items() >= dict(error.headers).items()


def test_error_without_a_body_is_a_problem(app: FastAPI) -> None:
    @app.get("/refused")
    async def refused() -> Response:
        headers = {"WWW-Authenticate": "Signature", "X-Left": "3"}
        return Response(status_code=401, headers=headers)

    response = TestClient(app).get("/refused")

    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert (problem["status"], problem["code"]) == (401, "unauthorized")
    assert response.headers.get_list("www-authenticate") == ["Signature"]
    assert response.headers["x-left"] == "3"


def test_error_of_middleware_keeps_its_headers() -> None:
    origin = "https://app.example.com"
    app = create_app(Settings(cors_origins=(origin,)))
    preflight = {"Origin": origin, "Access-Control-Request-Method": "BREW"}

    response = TestClient(app).options("/health/live", headers=preflight)

    check_problem(response, 400, "bad_request")
    assert response.headers["access-control-allow-origin"] == origin


def test_unread_body_is_limited() -> None:
    app = create_app(Settings(max_body_bytes=3))

    @app.post("/upload")
    async def upload() -> None:
        pass

    response = TestClient(app).post("/upload", content=b"1234")

    check_problem(response, 413, "body_too_large")


def test_route_may_handle_head_itself(app: FastAPI) -> None:
    @app.get("/file")
    async def read() -> str:
        return "whole"

    @app.head("/file")
    async def probe() -> Response:
        return Response(headers={"X-Size": "5"})

    assert TestClient(app).head("/file").headers["x-size"] == "5"
    assert TestClient(app).get("/file").json() == "whole"
