"""Hashing: bounded, without a connection, and what others change meanwhile."""

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


class Work:
    """Work for the threads, which goes on until it is let."""

    def __init__(self) -> None:
        self.begun = Semaphore(0)
        self.end = Event()
        self.done = 0

    def __call__(self) -> None:
        self.begun.release()
        self.end.wait(timeout=10)
        self.done += 1


@pytest.fixture
def work() -> Iterator[Work]:
    work = Work()
    yield work
    work.end.set()


def test_no_more_are_hashed_at_once_than_there_are_threads(work: Work) -> None:
    async def run_all() -> int:
        tasks = [asyncio.ensure_future(hashing.run(work)) for _ in range(6)]
        for _ in range(hashing.AT_ONCE):
            await asyncio.to_thread(work.begun.acquire, timeout=10)
        others_have_begun = work.begun.acquire(blocking=False)
        work.end.set()
        await asyncio.gather(*tasks)
        return others_have_begun

    assert not asyncio.run(run_all())
    assert work.done == 6


def test_password_is_refused_while_too_many_wait(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashing, "places", BoundedSemaphore(1))

    async def run_two() -> None:
        first = asyncio.ensure_future(hashing.run(work))
        await asyncio.to_thread(work.begun.acquire, timeout=10)
        with pytest.raises(UnavailableError):
            await hashing.run(work)
        work.end.set()
        await first
        await hashing.run(work)

    asyncio.run(run_two())
    assert work.done == 2


def test_password_is_refused_after_its_time(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashing, "QUEUE_SECONDS", 0)

    with pytest.raises(UnavailableError):
        asyncio.run(hashing.run(work))


def test_log_in_is_answered_503_while_too_many_wait(
    app_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = BoundedSemaphore(1)
    monkeypatch.setattr(hashing, "places", places)
    with places:
        response = request_token(app_client, email="a@example.com", password="x")
        live = app_client.get("/health/live")

    check_problem(response, 503, "unavailable")
    assert response.headers["retry-after"] == "5"
    assert live.status_code == 200


Meanwhile = Callable[[Callable[[], Awaitable[object]]], None]


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Let something happen while a password is verified."""
    verify = hashing.verify_password

    def make(happen: Callable[[], Awaitable[object]]) -> None:
        async def verify_and_more(
            password: str, password_hash: str | None
        ) -> tuple[bool, str | None]:
            await happen()
            return await verify(password, password_hash)

        monkeypatch.setattr(service, "verify_password", verify_and_more)

    return make


@pytest.mark.usefixtures("migrated")
def test_no_connection_is_held_while_a_password_is_hashed(
    meanwhile: Meanwhile,
) -> None:
    with make_client(database_pool_size=1) as client:
        meanwhile(lambda: database.ping(application(client)))
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
def test_change_while_a_password_is_verified_stays(
    committing_client: TestClient,
    meanwhile: Meanwhile,
    send: Callable[[TestClient, Account], Response],
    change: Callable[[AsyncSession, User], Awaitable[None]],
) -> None:
    user = register(committing_client)

    async def find(session: AsyncSession) -> User | None:
        return await queries.get(session, user.id)

    async def change_now(session: AsyncSession) -> None:
        same = await find(session)
        assert same is not None
        await change(session, same)

    async def work(function: Callable[[AsyncSession], Awaitable[T]]) -> T:
        async with unit_of_work(application(committing_client)) as session:
            return await function(session)

    meanwhile(lambda: work(change_now))
    response = send(committing_client, user)

    assert response.status_code == (200 if change is rename else 401)
    stored = run(committing_client, work, find)
    if change is delete:
        assert stored is None
        return
    assert stored.is_active is (change is not deactivate)
    assert stored.name == ("New" if change is rename else "Some One")
    is_moved = response.is_success and send is change_email
    assert stored.email == (f"new-{user.email}" if is_moved else user.email)
