"""Readiness when something fails or hangs."""

import asyncio

import pytest
from httpx2 import Client

from app import health
from app.resources import CHECKS
from tests.api.problems import check_problem


async def fail() -> None:
    raise ConnectionError("the password is wrong")


async def hang() -> None:
    await asyncio.Event().wait()


async def succeed() -> None:
    pass


def test_checks_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "TIMEOUT_SECONDS", 0.01)
    checks = {"bad": fail, "slow": hang, "good": succeed}

    results = asyncio.run(health.run(checks))

    assert results == {"bad": "failed", "slow": "failed", "good": "ok"}


def test_checks_run_side_by_side() -> None:
    both = asyncio.Barrier(2)

    async def meet() -> None:
        await both.wait()

    assert asyncio.run(health.run({"a": meet, "b": meet})) == {"a": "ok", "b": "ok"}


def test_ready_answers_a_problem_when_a_check_fails(
    monkeypatch: pytest.MonkeyPatch, app_client: Client
) -> None:
    monkeypatch.setitem(CHECKS, "archive", lambda _: fail())

    response = app_client.get("/health/ready")

    problem = check_problem(response, 503, "unavailable")
    assert problem["checks"]["archive"] == "failed"
    assert "password" not in response.text
