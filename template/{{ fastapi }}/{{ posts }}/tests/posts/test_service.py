"""The business rules of posts."""

import pytest

from app.errors import ForbiddenError, InvalidTokenError, NotFoundError
from app.posts import queries, service
from app.posts.events import post_published, posts_changed
from app.posts.schemas import PostCreate, PostFilters, PostUpdate
from app.posts.service import Err, Ok
from app.sessions import AsyncSession
from app.users import queries as user_queries
from app.users.models import Role, User
from tests.events import recorded
from tests.factories import make_user
from tests.posts.factories import make_post


async def test_draft_is_hidden_from_other_users(
    session: AsyncSession, user: User, other_user: User
) -> None:
    draft = await make_post(session, author=user)

    found = await service.find(session, post_id=draft.id, caller=user)
    assert found.id == draft.id
    for caller in (None, other_user):
        with pytest.raises(NotFoundError):
            await service.find(session, post_id=draft.id, caller=caller)


async def test_published_post_may_be_read_but_not_changed(
    session: AsyncSession, other_user: User
) -> None:
    post = await make_post(session, published=True)

    assert await service.find(session, post_id=post.id, caller=other_user)
    with pytest.raises(ForbiddenError):
        await service.lock_own(session, post_id=post.id, caller=other_user)


async def test_admin_may_change_any_post(session: AsyncSession) -> None:
    post = await make_post(session, published=True)
    admin = await make_user(session, role=Role.ADMIN)

    locked = await service.lock_own(session, post_id=post.id, caller=admin)

    assert locked.id == post.id


async def test_post_keeps_the_time_of_its_publication(
    session: AsyncSession, user: User
) -> None:
    post = await make_post(session, author=user, published=True)
    published_at = post.published_at

    post = await service.lock_own(session, post_id=post.id, caller=user)
    await service.update_own(
        session, post=post, data=PostUpdate(title="New", published=True)
    )

    assert (post.title, post.published_at) == ("New", published_at)


async def test_unpublished_post_is_a_draft(session: AsyncSession, user: User) -> None:
    post = await make_post(session, author=user, published=True)

    post = await service.lock_own(session, post_id=post.id, caller=user)
    await service.update_own(session, post=post, data=PostUpdate(published=False))

    _, total = await queries.list_page(session, PostFilters(), caller=None)
    assert total == 0


async def test_import_saves_the_valid_rows(session: AsyncSession, user: User) -> None:
    rows = [{"title": "One", "body": "Text", "tags": ["a"]}, {"title": "Two"}]

    saved, failed = await service.import_rows(session, author=user, rows=rows)

    assert isinstance(saved, Ok)
    assert saved.post.tag_names == ["a"]
    assert isinstance(failed, Err)
    assert failed.errors[0]["loc"] == ("body",)


async def test_event_is_sent_once_a_draft_is_published(
    session: AsyncSession, user: User
) -> None:
    with recorded(post_published) as published:
        post = await make_post(session, author=user)
        assert published == []
        for _ in range(2):
            post = await service.lock_own(session, post_id=post.id, caller=user)
            await service.update_own(
                session, post=post, data=PostUpdate(published=True)
            )

    assert published == [{"posts": [post]}]


async def test_event_is_sent_of_new_posts_that_are_published(
    session: AsyncSession, user: User
) -> None:
    rows = [{"title": title, "body": "Text"} for title in ("One", "Two")]
    rows[0]["published"] = "true"

    with recorded(post_published) as published:
        post = await make_post(session, author=user, published=True)
        one, _ = await service.import_rows(session, author=user, rows=rows)

    assert isinstance(one, Ok)
    assert published == [{"posts": [post]}, {"posts": [one.post]}]


async def test_event_is_sent_of_each_change(session: AsyncSession, user: User) -> None:
    with recorded(posts_changed) as changes:
        post = await make_post(session, author=user)
        await service.update_own(session, post=post, data=PostUpdate(title="New"))
        await service.delete(session, post=post)
        await service.import_rows(session, author=user, rows=[])

    assert len(changes) == 4


async def test_deleted_user_cannot_create_posts(
    session: AsyncSession, user: User
) -> None:
    await user_queries.delete(session, user)

    with pytest.raises(InvalidTokenError):
        await service.create(
            session, author=user, data=PostCreate(title="One", body="Text")
        )
