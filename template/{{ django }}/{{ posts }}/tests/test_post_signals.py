"""The signal that posts were published."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from app.posts import service
from app.posts.models import Post
from app.posts.signals import post_published
from tests.factories import make_admin, make_user

pytestmark = pytest.mark.django_db

FORM = {"title": "A title", "body": "Text"}


@pytest.fixture
def published() -> Iterator[list[Post]]:
    """The posts of each signal that was sent."""
    posts: list[Post] = []

    def record(sender: type[Post], **arguments: Any) -> None:
        posts.extend(arguments["posts"])

    post_published.connect(record)
    yield posts
    post_published.disconnect(record)


def test_signal_is_sent_once_a_draft_is_published(published: list[Post]) -> None:
    post = service.create(author=make_user(), data=FORM)
    assert published == []

    for _ in range(2):
        service.update(post, changes={"published": True})

    assert published == [post]


def test_signal_is_sent_of_a_new_post_that_is_published(published: list[Post]) -> None:
    post = service.create(author=make_user(), data={**FORM, "published": True})

    assert published == [post]


def test_signal_is_sent_by_the_admin_site(
    client: Client, published: list[Post]
) -> None:
    client.force_login(make_admin())
    post = service.create(author=make_user(), data=FORM)
    now = timezone.now()
    form = {
        **FORM,
        "author": post.author_id,
        "published_at_0": now.date(),
        "published_at_1": now.time().isoformat("seconds"),
    }

    for title in ("New", "Newer"):
        client.post(f"/admin/posts/post/{post.pk}/change/", {**form, "title": title})

    assert published == [post]
