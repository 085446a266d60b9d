"""Error reports: what is reported, and what is left out."""

import sys
from collections.abc import Iterator
from functools import partial

import pytest
import sentry_sdk
import structlog
from pydantic import SecretStr
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport
from sentry_sdk.types import Event
from structlog.typing import EventDict

from app.config import Settings
from app.error_reports import report_error, reported


class Recorder(Transport):
    """Keep events instead of sending them."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Event] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        if event := envelope.get_event():
            self.events.append(event)


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Event]]:
    recorder = Recorder()
    init = partial(sentry_sdk.init, transport=recorder)
    monkeypatch.setattr(sentry_sdk, "init", init)
    dsn = SecretStr("https://key@sentry.example.com/1")
    with reported(Settings(sentry_dsn=dsn, release="1.2.3")):
        yield recorder.events
    sentry_sdk.get_global_scope().set_client(None)


def fail(message: str, card: str = "4111 1111 1111 1111") -> None:
    raise RuntimeError(message)


def error_from(message: str) -> Exception:
    with pytest.raises(RuntimeError) as raised:
        fail(message)
    return raised.value


def report(error: object, **values: object) -> None:
    event: EventDict = {"event": "request.failed", "level": "error"}
    report_error(None, "error", {**event, "exc_info": error, **values})


def test_error_is_reported_with_its_request(events: list[Event]) -> None:
    report(error_from("out of paper"), request_id="one", trace_id="two")

    (event,) = events
    assert event["release"] == "1.2.3"
    assert event["environment"] == "test"
    assert event["tags"] == {
        "event": "request.failed",
        "request_id": "one",
        "trace_id": "two",
    }
    (error,) = event["exception"]["values"]
    assert (error["type"], error["value"]) == ("RuntimeError", "out of paper")
    assert [frame for frame in frames(event) if "vars" in frame] == []
    assert "user" not in event
    assert "request" not in event
    assert [*sentry_sdk.get_client().integrations] == ["dedupe"]


def frames(event: Event) -> list[dict[str, object]]:
    (error,) = event["exception"]["values"]
    found: list[dict[str, object]] = error["stacktrace"]["frames"]
    return found


@pytest.mark.usefixtures("log_level_info")
def test_error_in_the_log_is_reported(events: list[Event]) -> None:
    error = error_from("out of paper")
    structlog.get_logger().error("task.dead", request_id="one", exc_info=error)

    (event,) = events
    assert event["tags"] == {"event": "task.dead", "request_id": "one"}


@pytest.mark.parametrize(
    ("message", "redacted"),
    [
        ("Key (email)=(ada@example.com) exists", "Key (email)=([redacted]) exists"),
        ("token eyJhbGciOi.eyJzdWIi.c2ln", "token [redacted]"),
        ("GET https://example.com/a?key=1", "GET https://example.com/a?[redacted]"),
        ("Is it late? No.", "Is it late? No."),
    ],
)
def test_personal_data_is_redacted(
    message: str, redacted: str, events: list[Event]
) -> None:
    report(error_from(message))

    (error,) = events[0]["exception"]["values"]
    assert error["value"] == redacted


def test_error_that_is_logged_twice_is_reported_once(events: list[Event]) -> None:
    error = error_from("out of paper")

    report(error)
    report(error)

    assert len(events) == 1


def test_current_error_is_reported(events: list[Event]) -> None:
    for error in ("one", "two"):
        try:
            fail(error)
        except RuntimeError:
            report(True if error == "one" else sys.exc_info())

    assert [event["exception"]["values"][0]["value"] for event in events] == [
        "one",
        "two",
    ]


def test_warnings_are_not_reported(events: list[Event]) -> None:
    report(error_from("unreachable"), level="warning")
    report(None)

    assert events == []


def test_nothing_is_reported_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    captured: list[object] = []
    monkeypatch.setattr(sentry_sdk, "capture_exception", captured.append)

    with reported(Settings()):
        report(error_from("out of paper"))

    assert not sentry_sdk.is_initialized()
    assert captured == []
