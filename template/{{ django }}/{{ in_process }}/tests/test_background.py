"""Background work: once after each commit, and never after a rollback."""

from collections.abc import Callable, Iterator

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from structlog.testing import capture_logs

from app import background, log
from app.errors import EmailTakenError
from app.users import service
from tests.factories import PASSWORD

PAGE = "https://example.com/verify-email"


@pytest.fixture
def finish(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """A function that waits for the background work."""
    with background.Threads() as executor:
        monkeypatch.setattr(background, "executor", executor)
        yield executor.shutdown


@pytest.mark.django_db(transaction=True)
def test_work_starts_after_the_commit(finish: Callable[[], None]) -> None:
    done: list[str] = []

    with transaction.atomic():
        background.after_commit(done.append, "work")
        assert done == []
    finish()

    assert done == ["work"]


@pytest.mark.django_db(transaction=True)
def test_work_does_not_start_after_a_rollback(finish: Callable[[], None]) -> None:
    done: list[str] = []

    with transaction.atomic():
        background.after_commit(done.append, "work")
        transaction.set_rollback(True)
    finish()

    assert done == []


@pytest.mark.django_db(transaction=True)
def test_work_closes_its_connection(finish: Callable[[], None]) -> None:
    used: list[BaseDatabaseWrapper] = []

    def work() -> None:
        connection.ensure_connection()
        used.append(connections[DEFAULT_DB_ALIAS])

    background.submit(work)
    finish()

    assert used[0].connection is None


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


def test_work_keeps_the_request_id(finish: Callable[[], None]) -> None:
    ids: list[str] = []
    request_id = log.bind_request_id("")

    background.submit(lambda: ids.append(log.current_request_id()))
    finish()

    assert ids == [request_id]


@pytest.mark.django_db(transaction=True)
def test_registration_sends_a_welcome_mail(
    finish: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[dict[str, str]] = []
    monkeypatch.setattr("app.mail.send", lambda _, **mail: sent.append(mail))

    new = {"password": PASSWORD, "page": PAGE}
    user = service.register(email="Ada@example.com", name="Ada", **new)
    with pytest.raises(EmailTakenError):
        service.register(email="ada@example.com", name="Eve", **new)
    finish()

    (mail,) = sent
    assert mail["to"] == user.email
    assert "Ada" in mail["text"]
    assert f"{PAGE}?token=" in mail["text"]
