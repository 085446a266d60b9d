"""Password hashing: limits, connections and concurrent changes."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore, Event, Semaphore

import pytest
from flask import Flask
from httpx2 import Client, Response

from app.database import db
from app.errors import UnavailableError
from app.sessions import Session
from app.users import hashing, queries, service
from app.users.models import User
from app.users.schemas import UserAdminUpdate
from tests import isolation
from tests.api.accounts import PASSWORD, Account, register, request_token
from tests.api.problems import check_problem


class Work:
    """Blocks a thread until the test ends it."""

    def __init__(self) -> None:
        self.started = Semaphore(0)
        self.end = Event()
        self.done = 0

    def __call__(self) -> None:
        self.started.release()
        self.end.wait(timeout=10)
        self.done += 1


@pytest.fixture
def work() -> Iterator[Work]:
    work = Work()
    yield work
    work.end.set()


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor() as executor:
        yield executor


def test_hashing_uses_a_limited_number_of_threads(
    threads: ThreadPoolExecutor, work: Work
) -> None:
    futures = [threads.submit(hashing.run, work) for _ in range(6)]
    for _ in range(hashing.MAX_THREADS):
        work.started.acquire(timeout=10)

    assert not work.started.acquire(blocking=False)
    work.end.set()
    for future in futures:
        future.result()
    assert work.done == 6


def test_password_is_refused_if_too_many_wait(
    threads: ThreadPoolExecutor, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashing, "slots", BoundedSemaphore(1))
    first = threads.submit(hashing.run, work)
    work.started.acquire(timeout=10)

    with pytest.raises(UnavailableError):
        hashing.run(work)
    work.end.set()
    first.result()
    hashing.run(work)

    assert work.done == 2


def test_password_is_refused_after_a_timeout(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashing, "QUEUE_SECONDS", 0)

    with pytest.raises(UnavailableError):
        hashing.run(work)


def test_log_in_is_unavailable_if_too_many_wait(
    app_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    slots = BoundedSemaphore(1)
    monkeypatch.setattr(hashing, "slots", slots)
    with slots:
        response = request_token(app_client, email="a@example.com", password="x")
        live = app_client.get("/health/live")

    check_problem(response, 503, "unavailable")
    assert response.headers["retry-after"] == "5"
    assert live.status_code == 200


DuringVerification = Callable[[Callable[[], object]], None]


@pytest.fixture
def during_verification(monkeypatch: pytest.MonkeyPatch) -> DuringVerification:
    """Call a function while a password is verified."""
    verify = hashing.verify_password

    def patch(function: Callable[[], object]) -> None:
        def verify_password(
            password: str, password_hash: str | None
        ) -> tuple[bool, str | None]:
            function()
            return verify(password, password_hash)

        monkeypatch.setattr(service, "verify_password", verify_password)

    return patch


def test_no_connection_is_held_while_a_password_is_hashed(
    application: Flask,
    committing_client: Client,
    during_verification: DuringVerification,
) -> None:
    held: list[bool] = []
    during_verification(lambda: held.append(isolation.is_connected(application)))

    response = request_token(committing_client, email="a@example.com", password="x")

    check_problem(response, 401, "invalid_credentials")
    assert held == [False]


def change_email(client: Client, user: Account) -> Response:
    body = {"email": f"new-{user.email}", "current_password": PASSWORD}
    return client.patch("/api/users/me", json=body, headers=user.headers)


def log_in(client: Client, user: Account) -> Response:
    return request_token(client, email=user.email, password=PASSWORD)


def rename(session: Session, user: User) -> None:
    service.update_by_admin(session, user=user, data=UserAdminUpdate(name="New"))


def deactivate(session: Session, user: User) -> None:
    data = UserAdminUpdate(is_active=False)
    service.update_by_admin(session, user=user, data=data)


def delete(session: Session, user: User) -> None:
    service.delete(session, user=user)


def change_password(session: Session, user: User) -> None:
    version = user.token_version + 1
    queries.change(session, user, password_hash="", token_version=version)


@pytest.mark.parametrize("send", [change_email, log_in])
@pytest.mark.parametrize("change", [rename, deactivate, change_password, delete])
def test_concurrent_change_is_kept(
    application: Flask,
    committing_client: Client,
    during_verification: DuringVerification,
    send: Callable[[Client, Account], Response],
    change: Callable[[Session, User], None],
) -> None:
    user = register(committing_client)

    def change_now() -> None:
        with application.app_context():
            stored = queries.get(db.session, user.id)
            assert stored is not None
            change(db.session, stored)
            db.commit()

    during_verification(change_now)
    response = send(committing_client, user)

    assert response.status_code == (200 if change is rename else 401)
    with application.app_context():
        stored = queries.get(db.session, user.id)
    if change is delete:
        assert stored is None
        return
    assert stored is not None
    assert stored.is_active is (change is not deactivate)
    assert stored.name == ("New" if change is rename else "Some One")
    is_new_email = response.is_success and send is change_email
    assert stored.email == (f"new-{user.email}" if is_new_email else user.email)
