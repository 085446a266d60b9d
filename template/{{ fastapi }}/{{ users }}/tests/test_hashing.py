"""Password hashing: limits, connections, and concurrent changes."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from threading import BoundedSemaphore, Event, Semaphore
from typing import TypeVar

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app import database
from app.database import unit_of_work
from app.errors import UnavailableError
from app.sessions import AsyncSession
from app.users import hashing, queries, service
from app.users.models import User
from app.users.schemas import UserAdminUpdate
from tests.api.accounts import PASSWORD, Account, register, request_token
from tests.api.problems import check_problem
from tests.conftest import application, make_client, run

T = TypeVar("T")


class Job:
    """A function that blocks its thread until `finish` is set."""

    def __init__(self) -> None:
        self.started = Semaphore(0)
        self.finish = Event()
        self.finished = 0

    def __call__(self) -> None:
        self.started.release()
        self.finish.wait(timeout=10)
        self.finished += 1


@pytest.fixture
def job() -> Iterator[Job]:
    job = Job()
    yield job
    job.finish.set()


async def test_number_of_threads_is_limited(job: Job) -> None:
    tasks = [asyncio.ensure_future(hashing.run(job)) for _ in range(6)]
    for _ in range(hashing.MAX_THREADS):
        await asyncio.to_thread(job.started.acquire, timeout=10)

    assert not job.started.acquire(blocking=False)
    job.finish.set()
    await asyncio.gather(*tasks)
    assert job.finished == 6


async def test_hashing_is_unavailable_if_the_queue_is_full(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashing, "slots", BoundedSemaphore(1))

    first = asyncio.ensure_future(hashing.run(job))
    await asyncio.to_thread(job.started.acquire, timeout=10)
    with pytest.raises(UnavailableError):
        await hashing.run(job)
    job.finish.set()
    await first
    await hashing.run(job)

    assert job.finished == 2


async def test_hashing_is_unavailable_after_a_timeout(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashing, "QUEUE_SECONDS", 0)

    with pytest.raises(UnavailableError):
        await hashing.run(job)


def test_log_in_is_unavailable_if_the_queue_is_full(
    app_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    slots = BoundedSemaphore(1)
    monkeypatch.setattr(hashing, "slots", slots)
    with slots:
        response = request_token(app_client, email="a@example.com", password="x")
        live = app_client.get("/health/live")

    check_problem(response, 503, "unavailable")
    assert response.headers["retry-after"] == "5"
    assert live.status_code == 200


During = Callable[[Callable[[], Awaitable[object]]], None]


@pytest.fixture
def during_verification(monkeypatch: pytest.MonkeyPatch) -> During:
    """Return a function that sets what runs while a password is verified."""
    verify = hashing.verify_password

    def run_during(function: Callable[[], Awaitable[object]]) -> None:
        async def run_and_verify(
            password: str, password_hash: str | None
        ) -> tuple[bool, str | None]:
            await function()
            return await verify(password, password_hash)

        monkeypatch.setattr(service, "verify_password", run_and_verify)

    return run_during


@pytest.mark.usefixtures("migrated")
def test_no_connection_is_held_while_a_password_is_hashed(
    during_verification: During,
) -> None:
    with make_client(database_pool_size=1) as client:
        during_verification(lambda: database.ping(application(client)))
        response = request_token(client, email="a@example.com", password="x")

    check_problem(response, 401, "invalid_credentials")


def change_email(client: TestClient, user: Account) -> Response:
    body = {"email": f"new-{user.email}", "current_password": PASSWORD}
    return client.patch("/api/users/me", json=body, headers=user.headers)


def log_in(client: TestClient, user: Account) -> Response:
    return request_token(client, email=user.email, password=PASSWORD)


async def rename(session: AsyncSession, user: User) -> None:
    await service.update_by_admin(session, user=user, data=UserAdminUpdate(name="New"))


async def deactivate(session: AsyncSession, user: User) -> None:
    data = UserAdminUpdate(is_active=False)
    await service.update_by_admin(session, user=user, data=data)


async def delete(session: AsyncSession, user: User) -> None:
    await service.delete(session, user=user)


async def change_password(session: AsyncSession, user: User) -> None:
    version = user.token_version + 1
    await queries.change(session, user, password_hash="", token_version=version)


@pytest.mark.parametrize("send", [change_email, log_in])
@pytest.mark.parametrize("change", [rename, deactivate, change_password, delete])
def test_concurrent_change_is_kept(
    committing_client: TestClient,
    during_verification: During,
    send: Callable[[TestClient, Account], Response],
    change: Callable[[AsyncSession, User], Awaitable[None]],
) -> None:
    user = register(committing_client)

    async def find(session: AsyncSession) -> User | None:
        return await queries.get(session, user.id)

    async def change_now(session: AsyncSession) -> None:
        stored = await find(session)
        assert stored is not None
        await change(session, stored)

    async def transact(function: Callable[[AsyncSession], Awaitable[T]]) -> T:
        async with unit_of_work(application(committing_client)) as session:
            return await function(session)

    during_verification(lambda: transact(change_now))
    response = send(committing_client, user)

    assert response.status_code == (200 if change is rename else 401)
    stored = run(committing_client, transact, find)
    if change is delete:
        assert stored is None
        return
    assert stored.is_active is (change is not deactivate)
    assert stored.name == ("New" if change is rename else "Some One")
    is_moved = response.is_success and send is change_email
    assert stored.email == (f"new-{user.email}" if is_moved else user.email)
