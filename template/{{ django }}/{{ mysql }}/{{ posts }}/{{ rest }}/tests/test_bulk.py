"""Bulk import on MySQL, which does not return the ids of many rows."""

import pytest
from django.db import connection

from app.posts.bulk import Ok, import_rows
from app.posts.models import Post
from tests.factories import make_user


@pytest.mark.django_db
def test_ids_are_in_order_of_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection.features, "can_return_columns_from_insert", False)
    rows = [{"title": f"Title {number}", "body": "Text"} for number in range(3)]

    outcomes = import_rows(author=make_user(), rows=rows)

    posts = Post.objects.order_by("title")
    assert outcomes == [Ok(post.pk) for post in posts]
