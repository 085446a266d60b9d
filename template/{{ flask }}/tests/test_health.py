"""Readiness when checks fail or hang."""

from collections.abc import Iterator
from threading import Barrier, Event

import pytest
from flask import Flask, g
from httpx2 import Client

from app import health, log
from app.errors import DegradedError
from app.resources import CHECKS
from tests.api.problems import check_problem


@pytest.fixture
def hanging() -> Iterator[Event]:
    """An event that is set when the test ends."""
    event = Event()
    yield event
    event.set()


def fail() -> None:
    raise ConnectionError("the password is wrong")


def degrade() -> None:
    raise DegradedError("The archive is read-only.")


def succeed() -> None:
    pass


@pytest.fixture
def in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.mark.usefixtures("in_app")
def test_result_of_each_check_is_reported(
    monkeypatch: pytest.MonkeyPatch, hanging: Event
) -> None:
    monkeypatch.setattr(health, "TIMEOUT_SECONDS", 0.05)

    def hang() -> None:
        hanging.wait(timeout=10)

    checks = {"bad": fail, "slow": hang, "poor": degrade, "good": succeed}

    assert health.run_checks(checks) == {
        "bad": "failed",
        "slow": "failed",
        "poor": "degraded",
        "good": "ok",
    }


@pytest.mark.usefixtures("in_app")
def test_checks_run_concurrently() -> None:
    both = Barrier(2, timeout=health.TIMEOUT_SECONDS)

    def meet() -> None:
        both.wait()

    assert health.run_checks({"a": meet, "b": meet}) == {"a": "ok", "b": "ok"}


@pytest.mark.usefixtures("in_app")
def test_checks_log_with_the_request_id() -> None:
    request_id, ids = log.bind_request_id(""), []

    health.run_checks({"a": lambda: ids.append(log.current_request_id())})

    assert ids == [request_id]


def test_checks_have_their_own_context(app: Flask) -> None:
    both = Barrier(2, timeout=health.TIMEOUT_SECONDS)

    def check() -> None:
        assert "name" not in g
        g.name = ""
        both.wait()

    with app.app_context():
        g.name = "request"
        assert health.run_checks({"a": check, "b": check}) == {"a": "ok", "b": "ok"}


def test_ready_is_a_problem_if_a_check_fails(
    app_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CHECKS, "archive", fail)

    response = app_client.get("/health/ready")

    problem = check_problem(response, 503, "unavailable")
    assert problem["checks"]["archive"] == "failed"
    assert "password" not in response.text


def test_ready_is_200_if_the_service_is_degraded(
    app_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CHECKS, "archive", degrade)

    response = app_client.get("/health/ready")

    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert response.json()["checks"]["archive"] == "degraded"
