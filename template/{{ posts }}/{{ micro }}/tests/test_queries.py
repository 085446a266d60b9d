"""The number of statements of a request."""

from collections.abc import Callable

import pytest
from httpx2 import Client

from tests.api.accounts import Account, unique
from tests.statements import OF_A_LIST, statements


@pytest.fixture
def write(
    app_client: Client, store_account: Callable[[Client], Account]
) -> Callable[[int], None]:
    """Publish posts with different authors and tags."""

    def publish(number: int) -> None:
        for _ in range(number):
            author = store_account(app_client)
            row = {
                "title": "A title",
                "body": "Some text.",
                "tags": [unique("tag"), "shared"],
                "published": True,
            }
            app_client.post("/api/posts", json=row, headers=author.headers)

    return publish


def test_list_costs_as_much_for_one_as_for_many(
    app_client: Client, write: Callable[[int], None]
) -> None:
    write(1)
    with statements() as for_one:
        assert len(app_client.get("/api/posts").json()["items"]) == 1
    write(19)
    with statements() as for_many:
        assert len(app_client.get("/api/posts").json()["items"]) == 20

    assert len(for_one) == len(for_many) == OF_A_LIST


def test_tags_cost_one_statement(
    app_client: Client, write: Callable[[int], None]
) -> None:
    write(5)
    with statements() as sent:
        assert len(app_client.get("/api/tags").json()["items"]) == 6

    assert len(sent) == 1


def test_import_costs_as_much_for_one_batch_as_for_half(
    app_client: Client, store_account: Callable[[Client], Account]
) -> None:
    author = store_account(app_client)

    def cost(number: int) -> int:
        tags = [unique("tag")]
        rows = [{"title": "A title", "body": "Text", "tags": tags}] * number
        with statements() as sent:
            app_client.post("/api/posts/import", json=rows, headers=author.headers)
        return len(sent)

    assert cost(50) == cost(100)
