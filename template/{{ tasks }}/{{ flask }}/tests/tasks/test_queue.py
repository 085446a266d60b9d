"""The queue, with and without its broker."""

from collections.abc import Iterator

import dramatiq
import pytest
from flask import Flask
from structlog.testing import capture_logs

from app import background, log
from app.config import Settings
from app.errors import DegradedError
from app.tasks import check_broker, queue
from app.tasks.signals import task_enqueued
from tests.tasks import examples
from tests.tasks.conftest import BROKER_URL
from tests.tasks.server import Server


@pytest.fixture
def enqueued(context: Flask) -> Iterator[list[dramatiq.Message[None]]]:
    """The messages that the application sends to its broker."""
    messages: list[dramatiq.Message[None]] = []

    def receive(sender: Flask, message: dramatiq.Message[None]) -> None:
        messages.append(message)

    with task_enqueued.connected_to(receive, sender=context):
        yield messages


def stored(server: Server) -> list[dramatiq.Message[None]]:
    (key,) = server.hashes
    return [dramatiq.Message.decode(data) for data in server.hashes[key].values()]


@pytest.mark.usefixtures("context")
def test_task_without_a_broker_runs_in_this_process(
    calls: list[tuple[str, object]],
) -> None:
    examples.record.send("a value")

    assert calls == [("app", "a value")]


@pytest.mark.usefixtures("context")
def test_task_gets_the_arguments_that_json_makes_of_them(
    calls: list[tuple[str, object]],
) -> None:
    examples.record.send((1, 2))

    assert calls == [("app", [1, 2])]


@pytest.mark.usefixtures("context")
def test_arguments_have_to_be_json(calls: list[tuple[str, object]]) -> None:
    with pytest.raises(TypeError, match="JSON serializable"):
        examples.record.send({1, 2})

    assert not calls


@pytest.mark.usefixtures("context")
def test_task_that_fails_in_this_process_is_logged() -> None:
    with capture_logs() as events:
        examples.fail.send("a reason")

    (event,) = events
    assert event["event"] == "background.failed"
    assert str(event["exc_info"]) == "a reason"


def test_task_is_called_like_a_function(
    context: Flask, calls: list[tuple[str, object]]
) -> None:
    examples.record("here")

    assert calls == [("app", "here")]


def test_keys_begin_with_the_prefix_of_the_service(
    context: Flask, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(broker_url=BROKER_URL, broker_prefix="other")
    examples.record.send("of this service")
    monkeypatch.setitem(context.extensions, "tasks", queue.Queue(settings))
    examples.record.send("of the other")

    prefixes = [key.split(":")[0] for key in server.hashes]
    assert prefixes == [Settings().broker_prefix, "other"]


def test_message_has_the_arguments_and_the_id_of_the_request(
    server: Server, enqueued: list[dramatiq.Message[None]]
) -> None:
    request_id = log.bind_request_id("")

    examples.record.send(3)

    (message,) = stored(server)
    assert message.actor_name == "tests.tasks.examples.record"
    assert message.args == (3,)
    assert message.options["request_id"] == request_id
    assert [sent.message_id for sent in enqueued] == [message.message_id]


@pytest.mark.usefixtures("unreachable")
def test_unreachable_broker_leaves_the_task_to_this_process(
    calls: list[tuple[str, object]],
) -> None:
    with capture_logs() as events:
        examples.record.send("a value")

    assert calls == [("app", "a value")]
    (event,) = events
    assert event["event"] == "task.not_queued"
    assert event["log_level"] == "warning"


def test_full_queue_leaves_the_task_to_this_process(
    server: Server, calls: list[tuple[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "MAX_WAITING", 1)

    examples.record.send("first")
    examples.record.send("second")

    assert [message.args for message in stored(server)] == [("first",)]
    assert calls == [("app", "second")]


@pytest.mark.usefixtures("context")
def test_work_that_waits_in_this_process_has_a_bound(
    calls: list[tuple[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    while background.free.acquire(blocking=False):
        pass

    with capture_logs() as events:
        examples.record.send("too much")
    background.free.release(background.MAX_WAITING)

    assert not calls
    assert [event["event"] for event in events] == ["background.dropped"]


@pytest.mark.usefixtures("unreachable")
def test_service_is_degraded_without_its_broker() -> None:
    with pytest.raises(DegradedError):
        check_broker()


@pytest.mark.usefixtures("server")
def test_service_is_ready_with_its_broker() -> None:
    check_broker()


@pytest.mark.usefixtures("context")
def test_service_is_ready_if_it_has_no_broker() -> None:
    check_broker()
