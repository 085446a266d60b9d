"""Parallel requests for posts."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import pytest
from httpx2 import Client, Response

from tests.api.accounts import Account, unique
from tests.api.at_once import (
    Operation,
    at_once,
    check_no_update_is_lost,
    collide,
)


@dataclass(frozen=True)
class Scene:
    client: Client
    admin: Account
    author: Account
    post_id: int

    @property
    def path(self) -> str:
        return f"/api/posts/{self.post_id}"

    def stored_posts(self) -> int:
        """Count the author's posts, all of which are published."""
        page = self.client.get("/api/posts", params={"author_id": self.author.id})
        total: int = page.json()["total"]
        return total


def write(client: Client, author: Account, **fields: object) -> Response:
    body = {"title": "A title", "body": "Some text.", "published": True, **fields}
    return client.post("/api/posts", json=body, headers=author.headers)


def change(effect: Mapping[str, object]) -> Operation[Scene]:
    def send(scene: Scene) -> Response:
        headers = scene.author.headers
        return scene.client.patch(scene.path, json=effect, headers=headers)

    return Operation(send, effect)


def view(scene: Scene) -> Response:
    return scene.client.get(scene.path, headers=scene.admin.headers)


def write_another(scene: Scene) -> Response:
    return write(scene.client, scene.author, tags=["one", "two"])


def import_two(scene: Scene) -> Response:
    post = {"title": "A title", "body": "Some text.", "tags": ["two", "four"]}
    rows = [{**post, "published": True}] * 2
    headers = scene.author.headers
    return scene.client.post("/api/posts/import", json=rows, headers=headers)


def delete(scene: Scene) -> Response:
    return scene.client.delete(scene.path, headers=scene.author.headers)


def delete_author(scene: Scene) -> Response:
    path = f"/api/users/{scene.author.id}"
    return scene.client.delete(path, headers=scene.admin.headers)


OPERATIONS = {
    "change-title": change({"title": "Another title"}),
    "change-tags": change({"tags": ["one", "three"]}),
    "change-tags-too": change({"tags": ["three", "two"]}),
    "view": Operation(view),
    "delete": Operation(delete),
    "delete-author": Operation(delete_author),
    "write": Operation(write_another),
    "import": Operation(import_two),
}
CHANGES = ["change-title", "change-tags", "change-tags-too", "view"]
CREATIONS = ["write", "import"]
CROWDS = [
    CHANGES,
    [*CHANGES, *CREATIONS],
    [*CHANGES, "delete"],
    [*CREATIONS, "delete", "delete-author"],
    list(OPERATIONS),
]


@pytest.mark.usefixtures("empty_database")
@pytest.mark.parametrize("names", CROWDS, ids=", ".join)
def test_requests_at_once_lose_no_update(
    parallel_client: Client,
    make_admin: Callable[[Client], Account],
    make_user: Callable[..., Account],
    names: list[str],
) -> None:
    admin = make_admin(parallel_client)
    author = make_user(parallel_client)
    post = write(parallel_client, author, tags=["one", "two"]).json()
    write(parallel_client, author)  # because SQLite reuses the last ID
    scene = Scene(parallel_client, admin, author, post["id"])

    responses, written = collide([OPERATIONS[name] for name in names], scene)

    posts = scene.stored_posts()
    if "delete-author" in names:
        assert posts == 0
        return
    is_stored = "delete" not in names
    assert posts == 1 + is_stored + sum(map(created, responses))
    if is_stored:
        stored = view(scene).json()
        check_no_update_is_lost(stored, written)
        assert stored["views"] == 2 + 1


def created(response: Response) -> int:
    """Count the posts that a response reports as new."""
    if response.status_code == 201:
        return 1
    return int(response.json().get("created", 0)) if response.content else 0


def test_views_in_parallel_all_count(
    parallel_client: Client, make_user: Callable[..., Account]
) -> None:
    author = make_user(parallel_client)
    post = write(parallel_client, author).json()
    path = f"/api/posts/{post['id']}"

    def read(_: int) -> Response:
        return parallel_client.get(path)

    with ThreadPoolExecutor(max_workers=10) as executor:
        statuses = {response.status_code for response in executor.map(read, range(30))}

    assert statuses == {200}
    assert parallel_client.get(path).json()["views"] == 31


def test_requests_that_introduce_one_tag_both_succeed(
    parallel_client: Client, make_user: Callable[..., Account]
) -> None:
    author = make_user(parallel_client)
    tags = [unique("tag") for _ in range(5)]

    responses = at_once(
        [
            partial(write, parallel_client, author, tags=order)
            for order in [tags, tags[::-1]] * 4
        ]
    )

    assert {response.status_code for response in responses} == {201}
    page = parallel_client.get(
        "/api/posts", params={"tag": tags[0]}, headers=author.headers
    ).json()
    assert page["total"] == 8
