"""Tasks of users: mails, and the deletion of accounts that were never verified.

Mails may be sent twice if a worker dies at the wrong moment.
"""

from datetime import UTC, datetime, timedelta

import structlog

from app.context import current_settings
from app.database import db
from app.sessions import release
from app.tasks import task
from app.users import queries, recovery, unverified, verification
from app.users.events import user_deleted
from app.users.models import User

UNVERIFIED_DAYS = 30
BATCH_SIZE = 500

log = structlog.get_logger()


@task
def send_welcome(user_id: int | None, page: str) -> None:
    if user := find_recipient(user_id):
        verification.send_welcome(current_settings(), user=user, page=page)


@task
def send_verification(user_id: int | None, page: str) -> None:
    user = find_recipient(user_id)
    if user is not None and not user.email_verified:
        verification.send_link(current_settings(), user=user, page=page)


@task
def send_password_reset(user_id: int | None, page: str) -> None:
    if user := find_recipient(user_id):
        recovery.send_link(current_settings(), user=user, page=page)


def find_recipient(user_id: int | None) -> User | None:
    """Find an active user, and return the connection before a mail is sent."""
    if user_id is None:
        return None
    user = queries.get(db.session, user_id)
    release(db.session)
    return user if user is not None and user.is_active else None


@task(cron="0 3 * * *", time_limit_seconds=60 * 60)
def delete_unverified() -> None:
    """Delete accounts that were not verified within 30 days, and own nothing.

    Without REQUIRE_VERIFIED_EMAIL, users may do without verification, so all are kept.
    If the task is interrupted, the next run goes on: a batch is a transaction.
    """
    if not current_settings().require_verified_email:
        return
    before = datetime.now(UTC) - timedelta(days=UNVERIFIED_DAYS)
    count = 0
    while users := unverified.lock(db.session, before=before, limit=BATCH_SIZE):
        for user in users:
            user_deleted.send(db.session, user=user)
            queries.delete(db.session, user)
        release(db.session)
        count += len(users)
    log.info("users.unverified_deleted", count=count)
