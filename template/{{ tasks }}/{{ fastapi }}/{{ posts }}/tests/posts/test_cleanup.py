"""Accounts with posts, which outlive the deletion of unverified accounts."""

from datetime import UTC, datetime, timedelta

from app.sessions import AsyncSession
from app.users import queries, unverified
from tests.factories import make_user
from tests.posts.factories import make_post


async def test_author_is_kept(session: AsyncSession) -> None:
    author, other = await make_user(session), await make_user(session)
    await make_post(session, author=author)

    tomorrow = datetime.now(UTC) + timedelta(days=1)

    assert await unverified.find_ids(session, before=tomorrow) == [other.id]
    assert await queries.get(session, author.id) is not None
