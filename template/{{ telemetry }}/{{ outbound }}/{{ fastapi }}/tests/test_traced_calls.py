"""Spans of calls to other services."""

from typing import Any

import httpx2
import pytest
from opentelemetry.trace import StatusCode

from app.outbound.transport import Transport
from app.telemetry import traced_calls
from tests.spans import record

URL = "https://example.com/hook?token=secret"


@pytest.mark.parametrize("status", [200, 500])
async def test_call_has_a_span_and_carries_its_trace(
    status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = record(traced_calls, monkeypatch)
    monkeypatch.setattr(Transport, "handle_async_request", None)
    traced_calls.trace_calls()

    async def handle(_: Any, request: httpx2.Request) -> httpx2.Response:
        assert request.headers["traceparent"].startswith("00-")
        return httpx2.Response(status)

    monkeypatch.setattr(traced_calls, "handle", handle)
    transport: Any = object()
    await Transport.handle_async_request(transport, httpx2.Request("POST", URL))

    (span,) = recorded.get_finished_spans()
    assert "secret" not in span.to_json()
    assert (span.status.status_code is StatusCode.ERROR) is (status == 500)


async def test_failed_call_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = record(traced_calls, monkeypatch)

    async def handle(_: Any, __: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused")

    monkeypatch.setattr(traced_calls, "handle", handle)
    transport: Any = object()
    with pytest.raises(httpx2.ConnectError):
        await traced_calls.trace_call(transport, httpx2.Request("POST", URL))

    (span,) = recorded.get_finished_spans()
    assert span.attributes is not None
    assert span.attributes["error.type"] == "ConnectError"
