"""The tags in the cache."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from httpx2 import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from app.posts.models import Post, Tag
from app.users.models import User
from tests.api.accounts import Account

ROW = {"title": "A title", "body": "Text", "tags": ["a"], "published": True}

Change = Callable[[Client, Account], object]


@pytest.fixture(autouse=True)
def cache_in_memory(settings: Settings) -> None:
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": backend}}
    cache.clear()


def cost(client: Client) -> int:
    """Count the queries of a request for the tags."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/api/tags").status_code == 200
    return len(queries)


def import_posts(client: Client, author: Account) -> None:
    client.post("/api/posts/import", json=[ROW], headers=author.headers)


CHANGES: dict[str, Change] = {
    "create": lambda client, author: client.post(
        "/api/posts", json=ROW, headers=author.headers
    ),
    "import": import_posts,
    "save": lambda client, author: Post.objects.get().save(),
    "delete": lambda client, author: Post.objects.all().delete(),
    "set tags": lambda client, author: Post.objects.get().tags.clear(),
    "rename a tag": lambda client, author: Tag.objects.get().save(),
    "delete the author": lambda client, author: User.objects.get().delete(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_tags_are_read_from_the_cache_until_a_change(
    app_client: Client,
    store_account: Callable[[Client], Account],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    change: Change,
) -> None:
    author = store_account(app_client)
    app_client.post("/api/posts", json=ROW, headers=author.headers)
    costs = [cost(app_client), cost(app_client)]

    with django_capture_on_commit_callbacks(execute=True):
        change(app_client, author)
    costs += [cost(app_client), cost(app_client)]

    assert costs == [1, 0, 1, 0]
