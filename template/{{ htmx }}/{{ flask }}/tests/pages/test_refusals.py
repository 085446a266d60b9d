"""Error pages."""

from html import unescape
from unittest.mock import Mock

import pytest
from flask import Response
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException, NotFound

from app.errors import (
    AppError,
    ConflictError,
    EmailNotVerifiedError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    TooManyRequestsError,
    UnavailableError,
)
from tests.pages.browser import INLINE


@pytest.mark.parametrize(
    ("error", "status", "text"),
    [
        (NotFoundError, 404, "Page not found"),
        (ForbiddenError, 403, "You don't have permission to do this."),
        (EmailNotVerifiedError, 403, "Verify your e-mail address to do this."),
        (ConflictError, 409, "This conflicts with existing data."),
        (InvalidInputError("/x", "is y"), 422, "The request contains invalid values."),
        (TooManyRequestsError(7), 429, "Too many attempts. Please try again later."),
        (
            UnavailableError,
            503,
            "The service is busy. Please try again in a few seconds.",
        ),
    ],
)
def test_error_has_a_page(
    anonymous_client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    error: AppError | type[AppError],
    status: int,
    text: str,
) -> None:
    monkeypatch.setattr("app.users.views.current_settings", Mock(side_effect=error))

    response = anonymous_client.get("/sign-up")

    assert response.status_code == status
    assert response.mimetype == "text/html"
    assert text in unescape(response.text)
    if error.retry_after:
        assert response.headers["Retry-After"] == str(error.retry_after)


def test_unavailable_database_has_a_page(
    user_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail = Mock(side_effect=UnavailableError)
    monkeypatch.setattr("app.users.service.get_by_token", fail)

    response = user_client.get("/password")

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "The service is busy." in response.text


RESPONSE = Response("No.", 401, {"WWW-Authenticate": "Signature"})


@pytest.mark.parametrize(
    "error", [HTTPException(response=RESPONSE), NotFound(response=RESPONSE)]
)
def test_response_of_an_exception_is_kept(
    anonymous_client: FlaskClient, monkeypatch: pytest.MonkeyPatch, error: HTTPException
) -> None:
    monkeypatch.setattr("app.users.views.current_settings", Mock(side_effect=error))

    response = anonymous_client.get("/sign-up")

    assert (response.status_code, response.text) == (401, "No.")
    assert response.headers["WWW-Authenticate"] == "Signature"


@pytest.mark.parametrize("path", ["/", "/sign-up", "/log-out", "/password", "/nowhere"])
def test_allow_header_lists_the_methods_of_the_page(
    anonymous_client: FlaskClient, path: str
) -> None:
    methods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    responses = {
        method: anonymous_client.open(path, method=method) for method in methods
    }

    served = {name for name in methods if responses[name].status_code not in (404, 405)}
    for method in served & {"OPTIONS"} | (methods - served if served else set()):
        assert set(responses[method].allow) == served
    assert responses["HEAD"].data == b""


def test_large_body_has_an_error_page(user_client: FlaskClient) -> None:
    response = user_client.post("/password", data={"password": "x" * 2**20})

    assert response.status_code == 413
    assert "The request body is too large." in response.text


@pytest.mark.parametrize("path", ["/api/nowhere", "/health/nowhere"])
def test_error_outside_pages_is_a_problem(
    anonymous_client: FlaskClient, path: str
) -> None:
    response = anonymous_client.get(path, headers={"Accept": "text/html"})

    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"
    assert "Content-Security-Policy" not in response.headers


def test_error_page_does_not_disclose_the_cause(
    anonymous_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail = Mock(side_effect=RuntimeError("the cause"))
    monkeypatch.setattr("app.users.views.current_settings", fail)

    response = anonymous_client.get("/sign-up")

    assert response.status_code == 500
    assert "Something went wrong" in response.text
    assert "the cause" not in response.text
    assert INLINE.findall(response.text) == []
    assert "default-src" in response.headers["Content-Security-Policy"]


def test_database_error_has_a_page(
    user_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail = Mock(side_effect=RuntimeError("the cause"))
    monkeypatch.setattr("app.users.service.get_by_token", fail)

    assert user_client.get("/").status_code == 500
    assert "Something went wrong" in user_client.get("/nowhere").text
