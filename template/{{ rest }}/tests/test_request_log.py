"""The log line of a request."""

from collections.abc import Mapping

import pytest
from httpx2 import Client
from structlog.contextvars import bind_contextvars, clear_contextvars, merge_contextvars
from structlog.testing import capture_logs
from structlog.typing import EventDict

from tests.api.example import PATH

pytestmark = pytest.mark.usefixtures("log_level_info")


def events_of(
    client: Client, method: str, path: str, headers: Mapping[str, str] | None = None
) -> list[EventDict]:
    with capture_logs(processors=[merge_contextvars]) as events:
        client.request(method, path, headers=headers)
    return [event for event in events if event["event"] == "request"]


def test_line_describes_the_request(app_client: Client) -> None:
    [line] = events_of(app_client, "POST", PATH, {"X-Request-ID": "one"})

    assert line.items() >= {"method": "POST", "path": PATH, "route": PATH}.items()
    assert line["request_id"] == "one"
    assert line["client"]
    assert line["status"] in (415, 422)
    assert line["milliseconds"] > 0
    assert "user_id" not in line


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_line_describes_an_unknown_path(app_client: Client, method: str) -> None:
    [line] = events_of(app_client, method, "/api/nothing")

    assert line.items() >= {"method": method, "route": None, "status": 404}.items()


def test_probes_are_not_logged(app_client: Client) -> None:
    assert not events_of(app_client, "GET", "/health/live")


def test_line_has_no_values_of_an_earlier_request(app_client: Client) -> None:
    bind_contextvars(left="over")
    [line] = events_of(app_client, "GET", "/api/nothing")
    clear_contextvars()

    assert "left" not in line
