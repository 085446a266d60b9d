"""Metrics of requests."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from prometheus_client import REGISTRY

from app.config import Settings
from app.telemetry import request_metrics
from app.telemetry.request_metrics import request_metrics as middleware

PAGE = "/admin/login/"


@pytest.fixture
def metrics_port(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(metrics_port=9000)
    monkeypatch.setattr(request_metrics, "get_settings", lambda: settings)


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0


def total() -> float:
    return sum(
        sample.value
        for metric in REGISTRY.collect()
        for sample in metric.samples
        if sample.name == "http_requests_total"
    )


@pytest.mark.usefixtures("metrics_port")
@pytest.mark.parametrize(
    ("method", "path", "labels"),
    [
        ("GET", PAGE, ("GET", PAGE, "200")),
        ("HEAD", PAGE, ("HEAD", PAGE, "200")),
        ("GET", "/nowhere", ("GET", "unmatched", "404")),
        ("BREW", "/nowhere", ("other", "unmatched", "404")),
    ],
)
def test_request_is_counted_by_route(
    client: Client, method: str, path: str, labels: tuple[str, str, str]
) -> None:
    names = dict(zip(("method", "route", "status"), labels, strict=True))
    requests = value("http_requests_total", **names)
    del names["status"]
    durations = value("http_request_duration_seconds_count", **names)

    client.generic(method, path)

    assert value("http_request_duration_seconds_count", **names) == durations + 1
    names["status"] = labels[2]
    assert value("http_requests_total", **names) == requests + 1


@pytest.mark.usefixtures("metrics_port")
def test_request_is_in_progress_until_its_response() -> None:
    def view(_: HttpRequest) -> HttpResponse:
        return HttpResponse(value("http_requests_in_progress"))

    response: Any = middleware(view)(RequestFactory().get("/"))

    assert response.content == b"1.0"
    assert value("http_requests_in_progress") == 0


@pytest.mark.usefixtures("metrics_port")
def test_async_request_is_counted() -> None:
    async def view(_: HttpRequest) -> HttpResponse:
        return HttpResponse(status=204)

    before = total()
    async_to_sync(call)(middleware(view))
    assert total() == before + 1


@pytest.mark.usefixtures("metrics_port")
def test_cancelled_request_is_an_error() -> None:
    async def view(_: HttpRequest) -> HttpResponse:
        raise asyncio.CancelledError

    labels = {"method": "GET", "route": "unmatched", "status": "500"}
    before = value("http_requests_total", **labels)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(call(middleware(view)))

    assert value("http_requests_total", **labels) == before + 1
    assert value("http_requests_in_progress") == 0


async def call(handler: Callable[[HttpRequest], Any]) -> None:
    await handler(RequestFactory().get("/"))


@pytest.mark.usefixtures("metrics_port")
def test_probes_are_not_counted(client: Client) -> None:
    before = total()

    assert client.get("/health/live").status_code == 200

    assert total() == before


def test_middleware_is_not_used_without_a_port() -> None:
    with pytest.raises(MiddlewareNotUsed):
        middleware(HttpResponse)
