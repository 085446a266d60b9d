"""The bulk import of posts."""

from typing import Any

from httpx2 import Client, Response

from tests.api.accounts import Account, unique
from tests.api.problems import check_problem, pointers


def send(client: Client, author: Account, rows: object) -> Response:
    return client.post("/api/posts/import", json=rows, headers=author.headers)


def row(**fields: object) -> dict[str, Any]:
    return {"title": "A title", "body": "Some text.", **fields}


def test_import_stores_valid_rows_and_reports_the_others(
    client: Client, user: Account
) -> None:
    tag = unique("Tag")
    rows = [
        row(title="First", tags=[tag]),
        row(title="", tags=["x" * 51]),
        "no post",
        row(title="Last", tags=[tag.upper()], published=True),
        row(views=1),
    ]

    report = send(client, user, rows).json()

    assert (report["created"], report["failed"]) == (2, 3)
    results = report["results"]
    assert [result["index"] for result in results] == [0, 1, 2, 3, 4]
    assert [result["status"] for result in results] == [
        "created",
        "failed",
        "failed",
        "created",
        "failed",
    ]
    assert [
        fault["pointer"]
        for result in results
        for fault in result.get("errors", [])
        if fault["message"]
    ] == ["/1/title", "/1/tags/0", "/2", "/4/views"]

    query = {"tag": tag}
    page = client.get("/api/posts", params=query, headers=user.headers).json()
    found = {post["id"]: post["title"] for post in page["items"]}
    assert found == {results[0]["id"]: "First", results[3]["id"]: "Last"}


def test_import_accepts_500_rows(client: Client, user: Account) -> None:
    rows = [row(tags=[f"tag {number % 30}"]) for number in range(500)]

    report = send(client, user, rows).json()

    assert report["created"] == 500
    assert len({result["id"] for result in report["results"]}) == 500


def test_import_refuses_501_rows(client: Client, user: Account) -> None:
    assert pointers(send(client, user, [row()] * 501)) == [""]


def test_import_of_an_empty_list_creates_nothing(client: Client, user: Account) -> None:
    report = send(client, user, []).json()

    assert report == {"created": 0, "failed": 0, "results": []}


def test_import_requires_a_list(client: Client, user: Account) -> None:
    assert pointers(send(client, user, row())) == [""]


def test_import_requires_a_token(client: Client) -> None:
    response = client.post("/api/posts/import", json=[row()])

    check_problem(response, 401, "not_authenticated")
