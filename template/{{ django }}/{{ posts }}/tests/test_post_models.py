"""Constraints of posts and tags."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from app.posts.models import Post, Tag
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_empty_title_is_rejected() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(author=make_user(), title="", body="Text")


def test_post_is_published_if_it_has_a_publication_time() -> None:
    post = Post.objects.create(author=make_user(), title="A title", body="Text")

    for moment in (None, timezone.now(), None):
        Post.objects.update(published_at=moment)
        post.refresh_from_db()
        assert post.is_published is (moment is not None)


def test_tags_with_different_accents_differ() -> None:
    Tag.objects.bulk_create(Tag(name=name) for name in ("e", "é"))

    assert Tag.objects.filter(name="é").count() == 1
