"""The number of SQL statements of a request."""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext
from httpx2 import Client

from tests.api.accounts import Account
from tests.rows import make_rows


def test_list_takes_the_same_queries_for_one_and_many(app_client: Client) -> None:
    make_rows(1)
    with CaptureQueriesContext(connection) as for_one:
        assert len(app_client.get("/api/posts").json()["items"]) == 1
    make_rows(19)
    with CaptureQueriesContext(connection) as for_many:
        assert len(app_client.get("/api/posts").json()["items"]) == 20

    assert len(for_one) == len(for_many) == 3


def test_tags_take_one_query(
    app_client: Client, store_account: Callable[[Client], Account]
) -> None:
    author = store_account(app_client)
    row = {"title": "A title", "body": "Text", "tags": ["a", "b"], "published": True}
    app_client.post("/api/posts", json=row, headers=author.headers)
    with CaptureQueriesContext(connection) as queries:
        assert len(app_client.get("/api/tags").json()["items"]) == 2

    assert len(queries) == 1


def test_import_takes_the_same_queries_for_50_and_100_rows(
    app_client: Client, store_account: Callable[[Client], Account]
) -> None:
    author = store_account(app_client)

    def count_queries(number: int) -> int:
        rows = [{"title": "A title", "body": "Text", "tags": ["tag"]}] * number
        with CaptureQueriesContext(connection) as queries:
            app_client.post("/api/posts/import", json=rows, headers=author.headers)
        return len(queries)

    assert count_queries(50) == count_queries(100)
