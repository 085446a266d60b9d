"""The business rules of scheduled publications."""

from datetime import timedelta

import pytest

from app.models import utc_now
from app.posts import service as post_service
from app.posts.events import post_published
from app.posts.models import Post
from app.posts.schemas import PostUpdate
from app.publications import queries, service
from app.sessions import AsyncSession
from app.users.models import User
from tests.events import recorded
from tests.posts.factories import make_post

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def draft(session: AsyncSession, user: User) -> Post:
    return await make_post(session, author=user)


async def schedule(session: AsyncSession, post: Post, wait: timedelta) -> None:
    await service.schedule(session, post=post, publish_at=utc_now() + wait)
    await session.commit()


async def read(session: AsyncSession, post: Post, user: User) -> Post:
    return await post_service.find(session, post_id=post.id, caller=user)


async def test_due_post_is_published_once(
    session: AsyncSession, draft: Post, user: User
) -> None:
    await schedule(session, draft, -MINUTE)

    with recorded(post_published) as published:
        for _ in range(2):
            await service.publish_if_due(session, post_id=draft.id)

    assert published == [{"posts": [draft]}]
    assert (await read(session, draft, user)).published_at is not None
    assert await queries.find(session, draft.id) is None


async def test_post_is_not_published_before_its_time(
    session: AsyncSession, draft: Post, user: User
) -> None:
    await schedule(session, draft, MINUTE)

    await service.publish_if_due(session, post_id=draft.id)

    assert (await read(session, draft, user)).published_at is None
    assert await queries.find(session, draft.id) is not None


async def test_unpublished_post_stays_a_draft(
    session: AsyncSession, draft: Post, user: User
) -> None:
    await schedule(session, draft, -MINUTE)
    for published in (True, False):
        post = await post_service.lock_own(session, post_id=draft.id, caller=user)
        data = PostUpdate(published=published)
        await post_service.update_own(session, post=post, data=data)

    await service.publish_if_due(session, post_id=draft.id)

    assert (await read(session, draft, user)).published_at is None


async def test_deleted_post_is_not_published(
    session: AsyncSession, draft: Post, user: User
) -> None:
    await schedule(session, draft, -MINUTE)
    post = await post_service.lock_own(session, post_id=draft.id, caller=user)
    await post_service.delete(session, post=post)
    await session.commit()

    with recorded(post_published) as published:
        await service.publish_if_due(session, post_id=draft.id)

    assert published == []


async def test_due_posts_are_listed_in_the_order_of_their_times(
    session: AsyncSession, user: User
) -> None:
    waits = [-MINUTE, -3 * MINUTE, MINUTE, -2 * MINUTE]
    posts = [await make_post(session, author=user) for _ in waits]
    for post, wait in zip(posts, waits, strict=True):
        await schedule(session, post, wait)

    due = await queries.list_due(session, limit=2)

    assert list(due) == [posts[1].id, posts[3].id]
