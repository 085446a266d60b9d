"""Metrics of requests."""

import asyncio
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from prometheus_client import REGISTRY

from app.config import Settings
from app.main import create_app


def make_app(**settings: Any) -> FastAPI:
    app = create_app(Settings(**settings))

    @app.get("/items/{item_id}")
    async def read_item(item_id: int) -> float:
        """Return how many requests are in progress."""
        if item_id == 0:
            raise RuntimeError
        if item_id == 1:
            raise asyncio.CancelledError
        return value("http_requests_in_progress")

    return app


@pytest.fixture
def client() -> TestClient:
    return TestClient(make_app(metrics_port=9000), raise_server_exceptions=False)


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0


def total() -> float:
    return sum(
        sample.value
        for metric in REGISTRY.collect()
        for sample in metric.samples
        if sample.name == "http_requests_total"
    )


@pytest.mark.parametrize(
    ("method", "path", "labels"),
    [
        ("GET", "/items/5", ("GET", "/items/{item_id}", "200")),
        ("HEAD", "/items/5", ("HEAD", "/items/{item_id}", "200")),
        ("GET", "/items/x", ("GET", "/items/{item_id}", "422")),
        ("GET", "/items/0", ("GET", "/items/{item_id}", "500")),
        ("GET", "/nowhere", ("GET", "unmatched", "404")),
        ("BREW", "/nowhere", ("other", "unmatched", "404")),
    ],
)
def test_request_is_counted_by_route(
    client: TestClient, method: str, path: str, labels: tuple[str, str, str]
) -> None:
    names = dict(zip(("method", "route", "status"), labels, strict=True))
    requests = value("http_requests_total", **names)
    del names["status"]
    durations = value("http_request_duration_seconds_count", **names)

    client.request(method, path)

    assert value("http_request_duration_seconds_count", **names) == durations + 1
    names["status"] = labels[2]
    assert value("http_requests_total", **names) == requests + 1


def test_request_is_in_progress_until_its_response(client: TestClient) -> None:
    assert client.get("/items/5").json() == 1

    assert value("http_requests_in_progress") == 0


def test_cancelled_request_is_an_error() -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        pass

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/items/1",
        "query_string": b"",
        "headers": [(b"host", b"testserver")],
        "http_version": "1.1",
    }
    labels = {"method": "GET", "route": "/items/{item_id}", "status": "500"}
    before = value("http_requests_total", **labels)

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(make_app(metrics_port=9000)(scope, receive, send))

    assert value("http_requests_total", **labels) == before + 1
    assert value("http_requests_in_progress") == 0


def test_probes_are_not_counted(client: TestClient) -> None:
    before = total()

    assert client.get("/health/live").status_code == 200

    assert total() == before


def test_nothing_is_counted_without_a_port() -> None:
    before = total()

    assert TestClient(make_app()).get("/items/5").json() == 0

    assert total() == before
