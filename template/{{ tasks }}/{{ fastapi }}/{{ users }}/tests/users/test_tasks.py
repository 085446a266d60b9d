"""Tasks of users: mails, and the deletion of accounts never verified."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from app.config import Settings
from app.database import unit_of_work
from app.sessions import AsyncSession
from app.users import queries, tasks
from app.users.events import user_deleted
from app.users.models import Role, User
from tests.api.mails import Mail
from tests.events import recorded

PAGE = "https://example.com/verify-email"


@pytest.mark.parametrize(
    "send", [tasks.send_welcome, tasks.send_verification, tasks.send_password_reset]
)
async def test_mail_is_sent(
    app: FastAPI, user: User, app_inbox: list[Mail], send: Any
) -> None:
    await send(user_id=user.id, page=PAGE, app=app)

    assert [mail.to for mail in app_inbox] == [user.email]
    assert f"{PAGE}?token=" in app_inbox[0].text


async def test_no_mail_is_sent_without_an_active_user(
    app: FastAPI, session: AsyncSession, user: User, app_inbox: list[Mail]
) -> None:
    await queries.change(session, user, is_active=False)
    await session.commit()

    for user_id in (None, user.id, user.id + 1):
        await tasks.send_welcome(user_id=user_id, page=PAGE, app=app)

    assert app_inbox == []


async def test_verified_user_gets_no_verification_link(
    app: FastAPI, session: AsyncSession, user: User, app_inbox: list[Mail]
) -> None:
    await queries.change(session, user, email_verified=True)
    await session.commit()

    await tasks.send_verification(user_id=user.id, page=PAGE, app=app)

    assert app_inbox == []


@pytest.fixture
def required(app: FastAPI) -> Iterator[None]:
    settings = app.state.settings
    app.state.settings = Settings(require_verified_email=True)
    yield
    app.state.settings = settings


@pytest.fixture
def time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the time to verify an account end before it was created."""
    monkeypatch.setattr(tasks, "UNVERIFIED_DAYS", -1)


async def exists(app: FastAPI, user: User) -> bool:
    async with unit_of_work(app) as session:
        return await queries.get(session, user.id) is not None


@pytest.mark.usefixtures("required", "time_is_up")
async def test_account_never_verified_is_deleted(app: FastAPI, user: User) -> None:
    with recorded(user_deleted) as sent:
        await tasks.delete_unverified(app=app)

    assert [each["user"].id for each in sent] == [user.id]
    assert not await exists(app, user)


@pytest.mark.usefixtures("required", "time_is_up")
@pytest.mark.parametrize(
    "values",
    [{"email_verified": True}, {"role": Role.ADMIN}, {"is_active": False}],
    ids=str,
)
async def test_account_is_kept(
    app: FastAPI, session: AsyncSession, user: User, values: dict[str, Any]
) -> None:
    await queries.change(session, user, **values)
    await session.commit()

    await tasks.delete_unverified(app=app)

    assert await exists(app, user)


@pytest.mark.usefixtures("required")
async def test_new_account_is_kept(app: FastAPI, user: User) -> None:
    await tasks.delete_unverified(app=app)

    assert await exists(app, user)


@pytest.mark.usefixtures("time_is_up")
async def test_accounts_are_kept_if_users_may_do_without_verification(
    app: FastAPI, user: User
) -> None:
    await tasks.delete_unverified(app=app)

    assert await exists(app, user)
