"""Metrics of requests."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client import REGISTRY

from app.config import Settings
from app.main import create_app
from app.telemetry import metrics


@pytest.fixture(autouse=True)
def no_samplers() -> Iterator[None]:
    """Forget the pools of this test."""
    kept = list(metrics.SAMPLERS)
    yield
    metrics.SAMPLERS[:] = kept


def make_app(**settings: Any) -> Flask:
    app = create_app(Settings(**settings))

    @app.get("/api/items/<int:item_id>")
    def read_item(item_id: int) -> str:
        """Return how many requests are in progress."""
        if item_id == 0:
            raise RuntimeError
        return str(value("http_requests_in_progress"))

    return app


@pytest.fixture
def client() -> FlaskClient:
    return make_app(metrics_port=9000).test_client()


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
        ("GET", "/api/items/5", ("GET", "/api/items/<int:item_id>", "200")),
        ("HEAD", "/api/items/5", ("HEAD", "/api/items/<int:item_id>", "200")),
        ("GET", "/api/items/0", ("GET", "/api/items/<int:item_id>", "500")),
        ("GET", "/api/nowhere", ("GET", "unmatched", "404")),
        ("BREW", "/api/nowhere", ("other", "unmatched", "404")),
    ],
)
def test_request_is_counted_by_route(
    client: FlaskClient, method: str, path: str, labels: tuple[str, str, str]
) -> None:
    names = dict(zip(("method", "route", "status"), labels, strict=True))
    requests = value("http_requests_total", **names)
    del names["status"]
    durations = value("http_request_duration_seconds_count", **names)

    client.open(path, method=method, buffered=True)

    assert value("http_request_duration_seconds_count", **names) == durations + 1
    names["status"] = labels[2]
    assert value("http_requests_total", **names) == requests + 1


def test_request_is_in_progress_until_its_response(client: FlaskClient) -> None:
    assert client.get("/api/items/5", buffered=True).text == "1.0"

    assert value("http_requests_in_progress") == 0


def test_error_in_debug_mode_is_counted() -> None:
    app = make_app(metrics_port=9000)
    app.debug = True
    labels = {"method": "GET", "route": "unmatched", "status": "500"}
    before = value("http_requests_total", **labels)

    with pytest.raises(RuntimeError):
        app.test_client().get("/api/items/0")

    assert value("http_requests_total", **labels) == before + 1
    assert value("http_requests_in_progress") == 0


def test_probes_are_not_counted(client: FlaskClient) -> None:
    before = total()

    assert client.get("/health/live").status_code == 200

    assert total() == before


def test_nothing_is_counted_without_a_port() -> None:
    before = total()

    assert make_app().test_client().get("/api/items/5").text == "0"

    assert total() == before
