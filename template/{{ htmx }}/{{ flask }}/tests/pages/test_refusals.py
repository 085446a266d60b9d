"""What visitors are told when a page is refused, or the service itself fails."""

from unittest.mock import Mock

import pytest
from flask.testing import FlaskClient

from app.errors import AppError, ForbiddenError, NotFoundError
from tests.pages.browser import INLINE


@pytest.mark.parametrize(
    ("error", "status", "text"),
    [
        (NotFoundError, 404, "Nothing was found here."),
        (ForbiddenError, 403, "You may not do this."),
    ],
)
def test_refusal_has_a_page(
    stranger: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    error: type[AppError],
    status: int,
    text: str,
) -> None:
    monkeypatch.setattr("app.users.views.current_settings", Mock(side_effect=error))

    response = stranger.get("/sign-up")

    assert response.status_code == status
    assert response.mimetype == "text/html"
    assert text in response.text


def test_body_that_is_too_large_has_a_page(browser: FlaskClient) -> None:
    response = browser.post("/password", data={"password": "x" * 2**20})

    assert response.status_code == 413
    assert "The body is larger than this service accepts." in response.text


@pytest.mark.parametrize("path", ["/api/nowhere", "/health/nowhere"])
def test_refusal_of_what_is_no_page_is_a_problem(
    stranger: FlaskClient, path: str
) -> None:
    response = stranger.get(path, headers={"Accept": "text/html"})

    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"
    assert "Content-Security-Policy" not in response.headers


def test_failure_tells_nothing_of_its_cause(
    stranger: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail = Mock(side_effect=RuntimeError("the cause"))
    monkeypatch.setattr("app.users.views.current_settings", fail)

    response = stranger.get("/sign-up")

    assert response.status_code == 500
    assert "Something went wrong" in response.text
    assert "the cause" not in response.text
    assert INLINE.findall(response.text) == []
    assert "default-src" in response.headers["Content-Security-Policy"]


def test_failure_of_the_database_has_a_page(
    browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail = Mock(side_effect=RuntimeError("the cause"))
    monkeypatch.setattr("app.users.service.get_by_token", fail)

    assert browser.get("/").status_code == 500
    assert "Something went wrong" in browser.get("/nowhere").text
