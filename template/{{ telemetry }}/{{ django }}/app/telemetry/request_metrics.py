"""Middleware that counts requests, if METRICS_PORT is set."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.contrib.admindocs.views import simplify_regex
from django.core.exceptions import MiddlewareNotUsed
from django.core.signals import request_finished
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from app.config import get_settings
from app.middleware import PROBES, Middleware
from app.telemetry.metrics import end_request, sample, start_request


@sync_and_async_middleware
def request_metrics(get_response: Any) -> Middleware:
    """Count requests, except for probes, which come from the platform.

    Raises:
        MiddlewareNotUsed: METRICS_PORT is not set.
    """
    if get_settings().metrics_port is None:
        raise MiddlewareNotUsed
    request_finished.connect(sample_at_end)

    async def run_async(request: HttpRequest) -> HttpResponseBase:
        with measured(request) as measurement:
            response: HttpResponseBase = await get_response(request)
            measurement.status = response.status_code
        return response

    def run(request: HttpRequest) -> HttpResponseBase:
        with measured(request) as measurement:
            response: HttpResponseBase = get_response(request)
            measurement.status = response.status_code
        return response

    return run_async if iscoroutinefunction(get_response) else run


@dataclass
class Measurement:
    status: int = 500  # of a request that is cancelled


@contextmanager
def measured(request: HttpRequest) -> Iterator[Measurement]:
    measurement = Measurement()
    if request.path_info.startswith(PROBES):
        sample()
        yield measurement
        return
    start = start_request()
    try:
        yield measurement
    finally:
        match = request.resolver_match
        end_request(
            start,
            method=request.method or "",
            route=simplify_regex(match.route) if match else None,
            status=measurement.status,
        )


def sample_at_end(**_: object) -> None:
    """Sample again after Django has returned the request's connection."""
    sample()
