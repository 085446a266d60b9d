"""The number of statements that a request costs."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from httpx2 import Client
from tortoise.log import db_client_logger

from tests.api.accounts import Account, unique


@contextmanager
def statements(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """Collect what is sent to the database, but for the tests' own savepoints."""
    sent: list[str] = []
    caplog.clear()
    with caplog.at_level(logging.DEBUG, db_client_logger.name):
        yield sent
    sent += [
        record.getMessage()
        for record in caplog.records
        if record.name == db_client_logger.name
    ]


@pytest.fixture
def write(
    app_client: Client, store_account: Callable[[Client], Account]
) -> Callable[[int], None]:
    """Publish so many posts, each by an author and with tags of its own."""

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
    app_client: Client,
    write: Callable[[int], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    write(1)
    with statements(caplog) as for_one:
        assert len(app_client.get("/api/posts").json()["items"]) == 1
    write(19)
    with statements(caplog) as for_many:
        assert len(app_client.get("/api/posts").json()["items"]) == 20

    # The count, the posts with their authors, which post bears which tag, the tags.
    assert len(for_one) == len(for_many) == 4


def test_import_costs_as_much_for_one_batch_as_for_half(
    app_client: Client,
    store_account: Callable[[Client], Account],
    caplog: pytest.LogCaptureFixture,
) -> None:
    author = store_account(app_client)

    def cost(number: int) -> int:
        tags = [unique("tag")]
        rows = [{"title": "A title", "body": "Text", "tags": tags}] * number
        with statements(caplog) as sent:
            app_client.post("/api/posts/import", json=rows, headers=author.headers)
        return len(sent)

    assert cost(50) == cost(100)
