"""The business rules of scheduled publications."""

from datetime import timedelta

import pytest

from app.models import utc_now
from app.posts import service as post_service
from app.posts.events import post_published
from app.posts.models import Post
from app.posts.schemas import PostUpdate
from app.publications import queries, service
from app.sessions import Session
from app.users.models import User
from tests.events import recorded
from tests.posts.factories import make_post

MINUTE = timedelta(minutes=1)


@pytest.fixture
def draft(session: Session, user: User) -> Post:
    return make_post(session, author=user)


def schedule(session: Session, post: Post, wait: timedelta) -> None:
    service.schedule(session, post=post, publish_at=utc_now() + wait)
    session.commit()


def read(session: Session, post: Post, user: User) -> Post:
    return post_service.find(session, post_id=post.id, caller=user)


def test_due_post_is_published_once(session: Session, draft: Post, user: User) -> None:
    schedule(session, draft, -MINUTE)

    with recorded(post_published) as published:
        for _ in range(2):
            service.publish_if_due(session, post_id=draft.id)

    assert published == [{"posts": [draft]}]
    assert read(session, draft, user).published_at is not None
    assert queries.find(session, draft.id) is None


def test_post_is_not_published_before_its_time(
    session: Session, draft: Post, user: User
) -> None:
    schedule(session, draft, MINUTE)

    service.publish_if_due(session, post_id=draft.id)

    assert read(session, draft, user).published_at is None
    assert queries.find(session, draft.id) is not None


def test_unpublished_post_stays_a_draft(
    session: Session, draft: Post, user: User
) -> None:
    schedule(session, draft, -MINUTE)
    for published in (True, False):
        post = post_service.lock_own(session, post_id=draft.id, caller=user)
        data = PostUpdate(published=published)
        post_service.update_own(session, post=post, data=data)

    service.publish_if_due(session, post_id=draft.id)

    assert read(session, draft, user).published_at is None


def test_deleted_post_is_not_published(
    session: Session, draft: Post, user: User
) -> None:
    schedule(session, draft, -MINUTE)
    post = post_service.lock_own(session, post_id=draft.id, caller=user)
    post_service.delete(session, post=post)
    session.commit()

    with recorded(post_published) as published:
        service.publish_if_due(session, post_id=draft.id)

    assert published == []


def test_due_posts_are_listed_in_the_order_of_their_times(
    session: Session, user: User
) -> None:
    waits = [-MINUTE, -3 * MINUTE, MINUTE, -2 * MINUTE]
    posts = [make_post(session, author=user) for _ in waits]
    for post, wait in zip(posts, waits, strict=True):
        schedule(session, post, wait)

    due = queries.list_due(session, limit=2)

    assert list(due) == [posts[1].id, posts[3].id]
