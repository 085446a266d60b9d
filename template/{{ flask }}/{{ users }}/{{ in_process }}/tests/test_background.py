"""Background work after a commit."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from httpx2 import Client
from structlog.testing import capture_logs

from app import background, log
from app.database import db
from tests.api.accounts import registration


@pytest.fixture
def finish(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Wait for the background work."""
    with ThreadPoolExecutor() as executor:
        monkeypatch.setattr(background, "executor", executor)
        yield executor.shutdown


def test_work_starts_after_the_commit(app: Flask, finish: Callable[[], None]) -> None:
    done: list[str] = []

    with app.app_context():
        background.after_commit(db.session, done.append, "work")
        assert done == []
        db.commit()
        db.commit()
    finish()

    assert done == ["work"]


def test_work_does_not_start_after_a_rollback(
    app: Flask, finish: Callable[[], None]
) -> None:
    done: list[str] = []

    with app.app_context():
        background.after_commit(db.session, done.append, "work")
    with app.app_context():
        background.after_commit(db.session, done.append, "work")
        db.rollback()
        db.commit()
    finish()

    assert done == []


def test_failure_is_logged(finish: Callable[[], None]) -> None:
    error = OSError("no server")

    def fail() -> None:
        raise error

    with capture_logs() as events:
        background.submit(fail)
        finish()

    (event,) = events
    assert event["event"] == "background.failed"
    assert event["exc_info"] is error


def test_work_logs_with_the_request_id(finish: Callable[[], None]) -> None:
    ids: list[str] = []
    request_id = log.bind_request_id("")

    background.submit(lambda: ids.append(log.current_request_id()))
    finish()

    assert ids == [request_id]


def test_registration_sends_a_welcome_mail(
    app_client: Client, finish: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[dict[str, str]] = []
    monkeypatch.setattr("app.mail.send", lambda _, **mail: sent.append(mail))
    body = registration(name="Ada")

    assert app_client.post("/api/users", json=body).status_code == 201
    assert app_client.post("/api/users", json=body).status_code == 409
    finish()

    (mail,) = sent
    assert mail["to"] == body["email"]
    assert "Ada" in mail["text"]
