"""The deletion of accounts that were never verified."""

from datetime import datetime

from app.sessions import AsyncSession
from app.users import queries, unverified
from app.users.events import user_deleted

BATCH_SIZE = 500


async def delete_unverified(session: AsyncSession, *, before: datetime) -> int:
    """Delete a batch of accounts that are unverified and unchanged since a time.

    Administrators, inactive users, and users whom other rows refer to are kept.
    """
    found = await unverified.find_ids(session, before=before, limit=BATCH_SIZE)
    users = [await queries.lock(session, user_id) for user_id in found]
    # Other requests may have changed them before they were locked.
    current = await unverified.find_ids(session, before=before, among=found)
    for user in users:
        if user is not None and user.id in current:
            await queries.delete(session, user)
            await user_deleted.send(session, user=user)
    return len(found)
