"""Saving models writes the right columns."""

from collections.abc import Awaitable, Callable

import pytest
from fastapi.testclient import TestClient

from app.database import unit_of_work
from app.sessions import AsyncSession
from app.users import queries
from app.users.models import User
from tests.conftest import application, run

Change = Callable[[AsyncSession, User], Awaitable[None]]
Stored = Callable[[Change], User]


@pytest.fixture
def stored_after(app_client: TestClient) -> Stored:
    """Store a user, apply a change, and read the stored user."""

    async def store(change: Change) -> User:
        async with unit_of_work(application(app_client)) as session:
            user = User(email="ada@example.com", name="Ada", password_hash="")
            await queries.add(session, user)
            await change(session, user)
            return await User.get(id=user.id, using_db=await session.connection())

    def stored(change: Change) -> User:
        user = run(app_client, store, change)
        assert isinstance(user, User)
        return user

    return stored


def test_change_in_place_is_saved(stored_after: Stored) -> None:
    async def change(session: AsyncSession, user: User) -> None:
        vars(user)["name"] = "Grace"  # as a value within a JSON field would be
        await user.save(using_db=await session.connection())

    assert stored_after(change).name == "Grace"


def test_change_leaves_other_columns_alone(stored_after: Stored) -> None:
    async def change(session: AsyncSession, user: User) -> None:
        db = await session.connection()
        await User.filter(id=user.id).using_db(db).update(token_version=7)
        await queries.change(session, user, name="Grace")

    user = stored_after(change)

    assert (user.name, user.token_version) == ("Grace", 7)


def test_change_to_the_same_is_none(stored_after: Stored) -> None:
    began = []

    async def change(session: AsyncSession, user: User) -> None:
        began.append(user.updated_at)
        await queries.change(session, user, name="Ada")

    assert [stored_after(change).updated_at] == began
