"""Liveness and readiness."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from app import health, resources
from app.errors import DegradedError


async def fail() -> None:
    raise RuntimeError


async def degrade() -> None:
    raise DegradedError("The archive is read-only.")


async def hang() -> None:
    await asyncio.Event().wait()


async def succeed() -> None:
    pass


def test_each_check_has_its_own_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "TIMEOUT_SECONDS", 0.01)
    checks = {"bad": fail, "slow": hang, "poor": degrade, "good": succeed}

    results = asyncio.run(health.run(checks))

    assert results == {
        "bad": "failed",
        "slow": "failed",
        "poor": "degraded",
        "good": "ok",
    }


def test_checks_run_concurrently() -> None:
    both = asyncio.Barrier(2)

    async def meet() -> None:
        await both.wait()

    assert asyncio.run(health.run({"a": meet, "b": meet})) == {"a": "ok", "b": "ok"}


def test_live_uses_no_database(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}


@pytest.mark.django_db
def test_ready_checks_the_database(client: Client) -> None:
    response = client.get("/health/ready")

    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert response.json()["checks"]["database"] == "ok"


@pytest.mark.django_db
def test_check_closes_its_connection() -> None:
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(resources.ping).result()

        assert thread.submit(lambda: connection.connection).result() is None


def test_failed_check_is_reported_without_its_cause(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail_to_connect() -> None:
        raise ConnectionError("the password is wrong")

    monkeypatch.setitem(resources.CHECKS, "database", fail_to_connect)

    response = client.get("/health/ready")

    assert response.status_code == 503
    assert response.json()["checks"]["database"] == "failed"
    assert "password" not in response.content.decode()


@pytest.mark.django_db
def test_degraded_service_is_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(resources.CHECKS, "archive", degrade)

    response = client.get("/health/ready")

    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert response.json()["checks"]["archive"] == "degraded"


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_probe_allows_only_get_and_head(path: str) -> None:
    response = Client(enforce_csrf_checks=True).post(path)

    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD"
