"""Background tasks of users: mails, and the deletion of accounts never verified."""

from asyncio import to_thread
from datetime import UTC, datetime, timedelta

import structlog
from fastapi import FastAPI
from taskiq import TaskiqDepends

from app.database import unit_of_work
from app.tasks.declaration import current_app, task
from app.users import cleanup, queries, recovery, verification
from app.users.models import User

UNVERIFIED_DAYS = 30
MAX_BATCHES = 100

log = structlog.get_logger()


@task()
async def send_welcome(
    user_id: int | None, page: str, app: FastAPI = TaskiqDepends(current_app)
) -> None:
    if user := await find_recipient(app, user_id):
        settings = app.state.settings
        await to_thread(verification.send_welcome, settings, user=user, page=page)


@task()
async def send_verification(
    user_id: int | None, page: str, app: FastAPI = TaskiqDepends(current_app)
) -> None:
    user = await find_recipient(app, user_id)
    if user is not None and not user.email_verified:
        settings = app.state.settings
        await to_thread(verification.send_link, settings, user=user, page=page)


@task()
async def send_password_reset(
    user_id: int | None, page: str, app: FastAPI = TaskiqDepends(current_app)
) -> None:
    if user := await find_recipient(app, user_id):
        await to_thread(recovery.send_link, app.state.settings, user=user, page=page)


async def find_recipient(app: FastAPI, user_id: int | None) -> User | None:
    """Find an active user."""
    if user_id is None:
        return None
    async with unit_of_work(app) as session:
        user = await queries.get(session, user_id)
    return user if user is not None and user.is_active else None


@task(timeout=10 * 60, cron="0 3 * * *")
async def delete_unverified(app: FastAPI = TaskiqDepends(current_app)) -> None:
    """Delete accounts that were not verified within 30 days, and own nothing.

    Without REQUIRE_VERIFIED_EMAIL, users may do without verification, so all are kept.
    A batch is a transaction. If the task is interrupted, the next run goes on.
    """
    if not app.state.settings.require_verified_email:
        return
    before = datetime.now(UTC) - timedelta(days=UNVERIFIED_DAYS)
    for _ in range(MAX_BATCHES):
        async with unit_of_work(app) as session:
            count = await cleanup.delete_unverified(session, before=before)
        log.info("users.unverified_deleted", count=count)
        if count < cleanup.BATCH_SIZE:
            break
