"""Tasks of users."""

import dramatiq
import pytest
from flask import Flask
from httpx2 import Client

from app.config import Settings
from app.database import db
from app.sessions import Session
from app.tasks.queue import Queue
from app.users import queries, tasks
from app.users.events import user_deleted
from app.users.models import Role, User
from tests.api.accounts import registration, unique
from tests.api.mails import Mail
from tests.events import recorded
from tests.factories import make_user

PAGE = "https://example.com/page"


@pytest.fixture
def enqueued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, object]]:
    """The names and first arguments of the tasks that requests enqueue."""
    sent: list[tuple[str, object]] = []

    def send(self: Queue, message: dramatiq.Message[None], _: object) -> None:
        sent.append((message.actor_name.rpartition(".")[2], message.args[0]))

    monkeypatch.setattr(Queue, "send", send)
    return sent


def test_registration_enqueues_a_welcome_mail_after_the_commit(
    app_client: Client, enqueued: list[tuple[str, object]]
) -> None:
    body = registration()

    user = app_client.post("/api/users", json=body).json()
    assert app_client.post("/api/users", json=body).status_code == 409

    assert enqueued == [("send_welcome", user["id"])]


def test_reset_takes_as_long_for_unknown_addresses(
    app_client: Client, user: User, enqueued: list[tuple[str, object]]
) -> None:
    for email in (user.email, f"{unique('nobody')}@example.com"):
        app_client.post("/api/auth/password-reset", json={"email": email})

    assert enqueued == [("send_password_reset", user.id), ("send_password_reset", None)]


def test_mails_go_to_the_stored_address(
    app: Flask, user: User, app_inbox: list[Mail]
) -> None:
    with app.app_context():
        tasks.send_welcome(user.id, PAGE)
        tasks.send_verification(user.id, PAGE)
        tasks.send_password_reset(user.id, PAGE)

    assert [mail.to for mail in app_inbox] == [user.email] * 3
    assert all(mail.link.startswith(f"{PAGE}?token=") for mail in app_inbox)


def test_no_mail_goes_to_users_who_need_none(
    app: Flask, session: Session, app_inbox: list[Mail]
) -> None:
    inactive = make_user(session)
    queries.change(session, inactive, is_active=False)
    session.commit()
    verified = make_user(session, email_verified=True)

    with app.app_context():
        tasks.send_verification(verified.id, PAGE)
        for user_id in (inactive.id, 2**31 - 1, None):
            tasks.send_welcome(user_id, PAGE)
            tasks.send_password_reset(user_id, PAGE)

    assert not app_inbox


@pytest.fixture
def require_verified_email(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(require_verified_email=True)
    monkeypatch.setitem(app.config, "SETTINGS", settings)


@pytest.fixture
def month_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take all accounts for old."""
    monkeypatch.setattr(tasks, "UNVERIFIED_DAYS", -1)


@pytest.mark.usefixtures("require_verified_email", "month_later")
def test_accounts_that_were_never_verified_are_deleted(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "BATCH_SIZE", 2)
    inactive = make_user(session)
    queries.change(session, inactive, is_active=False)
    session.commit()
    admin = make_user(session, role=Role.ADMIN)
    verified = make_user(session, email_verified=True)
    old = [make_user(session) for _ in range(3)]

    with recorded(user_deleted) as sent, app.app_context():
        tasks.delete_unverified()
        tasks.delete_unverified()

        kept = (inactive, admin, verified)
        assert all(queries.get(db.session, user.id) for user in kept)
        assert not any(queries.get(db.session, user.id) for user in old)
    assert [event["user"].email for event in sent] == [user.email for user in old]


@pytest.mark.usefixtures("require_verified_email")
def test_unverified_accounts_have_a_month(app: Flask, user: User) -> None:
    with app.app_context():
        tasks.delete_unverified()

        assert queries.get(db.session, user.id)


@pytest.mark.usefixtures("month_later")
def test_unverified_accounts_are_kept_if_they_may_write(app: Flask, user: User) -> None:
    with app.app_context():
        tasks.delete_unverified()

        assert queries.get(db.session, user.id)
