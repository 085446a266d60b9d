"""The tags of published posts, and how often each is used."""

from typing import Any

from httpx2 import Client

from tests.api.accounts import Account, unique
from tests.api.test_posts import publish, write


def tags(client: Client) -> list[dict[str, Any]]:
    response = client.get("/api/tags")
    assert response.status_code == 200
    assert set(response.json()) == {"items"}
    items: list[dict[str, Any]] = response.json()["items"]
    return items


def uses(client: Client, tag: str) -> int:
    return sum(item["posts"] for item in tags(client) if item["name"] == tag)


def publish_often(client: Client, author: Account, *names: str) -> int:
    """Publish posts with these tags until they are among the most used, and count."""
    items = tags(client)
    number = items[-1]["posts"] + 1 if len(items) == 100 else 1
    row = {"title": "A title", "body": "Text", "tags": names, "published": True}
    rows = [row] * number
    response = client.post("/api/posts/import", json=rows, headers=author.headers)
    assert response.json()["created"] == number
    return number


def test_tag_has_its_number_of_posts(client: Client, user: Account) -> None:
    tag = unique("tag")
    number = publish_often(client, user, tag)
    publish(client, user, tags=[tag])

    assert {"name": tag, "posts": number + 1} in tags(client)


def test_tags_of_drafts_are_not_counted(client: Client, user: Account) -> None:
    tag, hidden = unique("tag"), unique("tag")
    number = publish_often(client, user, tag)
    write(client, user, tags=[tag, hidden])

    assert uses(client, tag) == number
    assert uses(client, hidden) == 0


def test_tags_follow_changes_of_posts(client: Client, user: Account) -> None:
    tag, other = unique("tag"), unique("tag")
    number = publish_often(client, user, tag, other)
    post = publish(client, user, tags=[tag])
    url = f"/api/posts/{post['id']}"
    seen = [uses(client, tag)]

    for change in ({"tags": [other]}, {"tags": [tag]}, {"published": False}):
        client.patch(url, json=change, headers=user.headers)
        seen.append(uses(client, tag))
    client.patch(url, json={"published": True}, headers=user.headers)
    client.delete(url, headers=user.headers)
    seen.append(uses(client, tag))

    assert [count - number for count in seen] == [1, 0, 1, 0, 0]


def test_tags_follow_the_deletion_of_their_author(
    client: Client, user: Account, new_user: Account, admin: Account
) -> None:
    tag = unique("tag")
    number = publish_often(client, user, tag)
    publish(client, new_user, tags=[tag])
    assert uses(client, tag) == number + 1

    client.delete(f"/api/users/{new_user.id}", headers=admin.headers)

    assert uses(client, tag) == number


def test_most_used_tags_are_first(client: Client, user: Account) -> None:
    name = unique("tag")
    ties, often = [f"{name}-b", f"{name}-a"], f"{name}-c"
    publish_often(client, user, *ties, often)
    publish(client, user, tags=[often])

    names = [item["name"] for item in tags(client) if item["name"].startswith(name)]

    assert names == [often, f"{name}-a", f"{name}-b"]


def test_at_most_100_tags_are_listed(client: Client, user: Account) -> None:
    for _ in range(11):
        publish(client, user, tags=[unique("tag") for _ in range(10)])

    assert len(tags(client)) == 100


def test_head_of_tags_has_no_body(client: Client) -> None:
    response = client.head("/api/tags")

    assert response.status_code == 200
    assert response.content == b""
