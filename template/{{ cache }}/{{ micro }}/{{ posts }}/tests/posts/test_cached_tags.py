"""The tags in the cache."""

from collections.abc import Callable

from httpx2 import Client

from tests.api.accounts import Account
from tests.statements import statements


def cost(client: Client) -> int:
    """Count the statements of a request for the tags."""
    with statements() as sent:
        assert client.get("/api/tags").status_code == 200
    return len(sent)


def test_tags_are_read_from_the_cache_until_a_change(
    app_client: Client, store_account: Callable[[Client], Account]
) -> None:
    author = store_account(app_client)
    row = {"title": "A title", "body": "Text", "tags": ["a"], "published": True}
    costs = [cost(app_client), cost(app_client)]

    app_client.post("/api/posts", json=row, headers=author.headers)
    costs += [cost(app_client), cost(app_client)]

    assert costs == [1, 0, 1, 0]


def test_change_that_is_refused_leaves_the_cache_alone(
    app_client: Client, store_account: Callable[[Client], Account]
) -> None:
    author = store_account(app_client)
    assert cost(app_client) == 1

    refused = app_client.post("/api/posts", json={}, headers=author.headers)

    assert refused.status_code == 422
    assert cost(app_client) == 0
