"""What callers and the log are told when the service itself fails."""

import pytest
from flask import abort
from httpx2 import Client
from structlog.testing import capture_logs
from werkzeug.exceptions import TooManyRequests

from app.slugs import service
from tests.api.problems import check_problem

BODY = {"text": "Hello"}


@pytest.mark.usefixtures("log_level_info")
def test_unexpected_error_is_told_to_the_log_only(
    app_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(service, "slugify", fail)
    headers = {"X-Request-ID": "one"}

    with capture_logs() as events:
        response = app_client.post("/api/slugs", json=BODY, headers=headers)

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
def test_any_status_is_a_problem(
    app_client: Client, monkeypatch: pytest.MonkeyPatch, status: int, code: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        abort(status, "In these words.")

    monkeypatch.setattr(service, "slugify", refuse)

    response = app_client.post("/api/slugs", json=BODY)

    assert check_problem(response, status, code)["detail"] == "In these words."


def test_headers_of_a_refusal_are_sent(
    app_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise TooManyRequests(retry_after=7)

    monkeypatch.setattr(service, "slugify", refuse)

    response = app_client.post("/api/slugs", json=BODY)

    assert response.headers["retry-after"] == "7"
