"""Readiness when a check fails or hangs."""

import asyncio

import pytest
from httpx2 import Client

from app import health
from app.errors import DegradedError
from app.resources import CHECKS
from tests.api.problems import check_problem


async def fail() -> None:
    raise ConnectionError("the password is wrong")


async def degrade() -> None:
    raise DegradedError("The archive is read-only.")


async def hang() -> None:
    await asyncio.Event().wait()


async def succeed() -> None:
    pass


async def test_each_check_has_a_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "TIMEOUT_SECONDS", 0.01)
    checks = {"bad": fail, "slow": hang, "poor": degrade, "good": succeed}

    results = await health.run_checks(checks)

    assert results == {
        "bad": "failed",
        "slow": "failed",
        "poor": "degraded",
        "good": "ok",
    }


async def test_checks_run_concurrently() -> None:
    barrier = asyncio.Barrier(2)

    async def wait() -> None:
        await barrier.wait()

    results = await health.run_checks({"a": wait, "b": wait})

    assert results == {"a": "ok", "b": "ok"}


def test_readiness_is_503_if_a_check_fails(
    monkeypatch: pytest.MonkeyPatch, app_client: Client
) -> None:
    monkeypatch.setitem(CHECKS, "archive", lambda _: fail())

    response = app_client.get("/health/ready")

    problem = check_problem(response, 503, "unavailable")
    assert problem["checks"]["archive"] == "failed"
    assert "password" not in response.text


def test_readiness_is_200_if_the_service_is_degraded(
    monkeypatch: pytest.MonkeyPatch, app_client: Client
) -> None:
    monkeypatch.setitem(CHECKS, "archive", lambda _: degrade())

    response = app_client.get("/health/ready")

    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert response.json()["checks"]["archive"] == "degraded"
