"""The business rules of posts."""

import pytest

from app.errors import ForbiddenError, InvalidTokenError, NotFoundError
from app.posts import queries, service
from app.posts.events import post_published, posts_changed
from app.posts.schemas import PostCreate, PostFilters, PostUpdate
from app.posts.service import Err, Ok
from app.sessions import Session
from app.users import queries as user_queries
from app.users.models import Role, User
from tests.events import recorded
from tests.factories import make_user
from tests.posts.factories import make_post


def test_draft_is_hidden_from_other_users(
    session: Session, user: User, other_user: User
) -> None:
    draft = make_post(session, author=user)

    found = service.find(session, post_id=draft.id, caller=user)
    assert found.id == draft.id
    for caller in (None, other_user):
        with pytest.raises(NotFoundError):
            service.find(session, post_id=draft.id, caller=caller)


def test_published_post_may_be_read_but_not_changed(
    session: Session, other_user: User
) -> None:
    post = make_post(session, published=True)

    assert service.find(session, post_id=post.id, caller=other_user)
    with pytest.raises(ForbiddenError):
        service.lock_own(session, post_id=post.id, caller=other_user)


def test_admin_may_change_any_post(session: Session) -> None:
    post = make_post(session, published=True)
    admin = make_user(session, role=Role.ADMIN)

    locked = service.lock_own(session, post_id=post.id, caller=admin)

    assert locked.id == post.id


def test_post_keeps_the_time_of_its_publication(session: Session, user: User) -> None:
    post = make_post(session, author=user, published=True)
    published_at = post.published_at

    post = service.lock_own(session, post_id=post.id, caller=user)
    service.update_own(session, post=post, data=PostUpdate(title="New", published=True))

    assert (post.title, post.published_at) == ("New", published_at)


def test_unpublished_post_is_a_draft(session: Session, user: User) -> None:
    post = make_post(session, author=user, published=True)

    post = service.lock_own(session, post_id=post.id, caller=user)
    service.update_own(session, post=post, data=PostUpdate(published=False))

    _, total = queries.list_page(session, PostFilters(), caller=None)
    assert total == 0


def test_import_saves_the_valid_rows(session: Session, user: User) -> None:
    rows = [{"title": "One", "body": "Text", "tags": ["a"]}, {"title": "Two"}]

    saved, failed = service.import_rows(session, author=user, rows=rows)

    assert isinstance(saved, Ok)
    assert saved.post.tag_names == ["a"]
    assert isinstance(failed, Err)
    assert failed.errors[0]["loc"] == ("body",)


def test_event_is_sent_once_a_draft_is_published(session: Session, user: User) -> None:
    with recorded(post_published) as published:
        post = make_post(session, author=user)
        assert published == []
        for _ in range(2):
            post = service.lock_own(session, post_id=post.id, caller=user)
            service.update_own(session, post=post, data=PostUpdate(published=True))

    assert published == [{"posts": [post]}]


def test_event_is_sent_of_new_posts_that_are_published(
    session: Session, user: User
) -> None:
    rows = [{"title": title, "body": "Text"} for title in ("One", "Two")]
    rows[0]["published"] = "true"

    with recorded(post_published) as published:
        post = make_post(session, author=user, published=True)
        one, _ = service.import_rows(session, author=user, rows=rows)

    assert isinstance(one, Ok)
    assert published == [{"posts": [post]}, {"posts": [one.post]}]


def test_event_is_sent_of_each_change(session: Session, user: User) -> None:
    with recorded(posts_changed) as changes:
        post = make_post(session, author=user)
        service.update_own(session, post=post, data=PostUpdate(title="New"))
        service.delete(session, post=post)
        service.import_rows(session, author=user, rows=[])

    assert len(changes) == 4


def test_deleted_user_cannot_create_posts(session: Session, user: User) -> None:
    user_queries.delete(session, user)

    with pytest.raises(InvalidTokenError):
        service.create(session, author=user, data=PostCreate(title="One", body="Text"))
