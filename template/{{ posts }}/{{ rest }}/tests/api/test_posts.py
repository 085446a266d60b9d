"""Posts: access, changes, lists and search."""

from typing import Any

import pytest
from httpx2 import Client

from tests.api.accounts import Account, bearer, unique
from tests.api.problems import check_problem, pointers

FIELDS = {
    "id",
    "title",
    "body",
    "tags",
    "published_at",
    "views",
    "author",
    "created_at",
    "updated_at",
}


def draft(**fields: object) -> dict[str, object]:
    return {"title": "A title", "body": "Some text.", **fields}


def publish(client: Client, author: Account, **fields: object) -> dict[str, Any]:
    return write(client, author, **{"published": True, **fields})


def write(client: Client, author: Account, **fields: object) -> dict[str, Any]:
    response = client.post("/api/posts", json=draft(**fields), headers=author.headers)
    assert response.status_code == 201, response.text
    post: dict[str, Any] = response.json()
    return post


def ids(client: Client, caller: Account | None = None, **query: Any) -> list[int]:
    headers = caller.headers if caller else {}
    response = client.get("/api/posts", params=query, headers=headers)
    assert response.status_code == 200, response.text
    page = response.json()
    assert page["total"] >= len(page["items"])
    return [post["id"] for post in page["items"]]


def test_post_is_returned_with_all_fields(client: Client, user: Account) -> None:
    body = draft(title=" Tïtle 🌱 ", tags=["Zebra", "apple", "APPLE"])
    response = client.post("/api/posts", json=body, headers=user.headers)

    assert response.status_code == 201
    post = response.json()
    assert set(post) == FIELDS
    assert response.headers["location"] == f"{response.url.path}/{post['id']}"
    assert post["title"] == "Tïtle 🌱"
    assert post["tags"] == ["apple", "zebra"]
    assert post["published_at"] is None
    assert post["views"] == 0
    assert post["author"] == {"id": user.id, "name": "Some One"}


def test_post_accepts_the_longest_text(client: Client, user: Account) -> None:
    fields = {"title": "é" * 200, "body": "🌱" * 20_000, "tags": ["ß" * 50]}
    post = write(client, user, **fields)

    response = client.get(f"/api/posts/{post['id']}", headers=user.headers)
    assert {name: response.json()[name] for name in fields} == fields


@pytest.mark.parametrize(
    ("field", "value", "pointer"),
    [
        ("title", "", "/title"),
        ("title", "   ", "/title"),
        ("title", "x" * 201, "/title"),
        ("body", "", "/body"),
        ("body", "x" * 20_001, "/body"),
        ("body", "nul\x00nul", "/body"),
        ("tags", [str(number) for number in range(11)], "/tags"),
        ("tags", ["fine", ""], "/tags/1"),
        ("tags", ["x" * 51], "/tags/0"),
        ("tags", "tag", "/tags"),
        ("published", None, "/published"),
        ("views", 100, "/views"),
    ],
)
def test_post_is_refused(
    client: Client, user: Account, field: str, value: object, pointer: str
) -> None:
    body = draft(**{field: value})
    response = client.post("/api/posts", json=body, headers=user.headers)

    assert pointers(response) == [pointer]


def test_tags_that_differ_by_an_accent_are_different(
    client: Client, user: Account
) -> None:
    tag = unique("caf")
    accented = write(client, user, tags=[f"{tag}é"])
    plain = write(client, user, tags=[f"{tag}e"])

    assert ids(client, user, tag=f"{tag}É") == [accented["id"]]
    assert ids(client, user, tag=f"{tag}e") == [plain["id"]]


def test_list_has_published_posts_newest_first(
    client: Client, new_user: Account
) -> None:
    first = publish(client, new_user)
    write(client, new_user)
    second = publish(client, new_user)

    assert ids(client, author_id=new_user.id) == [second["id"], first["id"]]


def test_list_has_the_drafts_of_the_caller(
    client: Client, new_user: Account, other_user: Account, admin: Account
) -> None:
    post = write(client, new_user)

    assert ids(client, new_user, author_id=new_user.id) == [post["id"]]
    assert ids(client, other_user, author_id=new_user.id) == []
    assert ids(client, admin, author_id=new_user.id) == []


def test_list_is_paginated(client: Client, new_user: Account) -> None:
    posts = [publish(client, new_user)["id"] for _ in range(3)]

    assert ids(client, author_id=new_user.id, limit=2) == [posts[2], posts[1]]
    assert ids(client, author_id=new_user.id, limit=2, offset=2) == [posts[0]]


def test_list_counts_what_it_filters(client: Client, new_user: Account) -> None:
    for _ in range(2):
        publish(client, new_user, tags=[unique("tag"), unique("tag")])

    query = {"author_id": new_user.id, "limit": 1}
    page = client.get("/api/posts", params=query).json()
    assert (page["total"], page["limit"], page["offset"]) == (2, 1, 0)


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 101},
        {"limit": "x"},
        {"limit": "1" * 5000},
        {"offset": -1},
        {"author_id": 0},
        {"author_id": ""},
        {"q": "x" * 201},
        {"q": "nul\x00"},
        {"tag": "x" * 51},
        {"tag": "nul\x00"},
    ],
)
def test_list_refuses(client: Client, query: dict[str, int | str]) -> None:
    response = client.get("/api/posts", params=query)

    assert pointers(response) == [f"query.{name}" for name in query]


def test_list_accepts_the_longest_texts(client: Client) -> None:
    assert ids(client, q="🌱" * 200) == []
    assert ids(client, tag="🌱" * 50) == []


def test_list_accepts_a_query_of_any_bytes(client: Client) -> None:
    response = client.get("/api/posts?q=%ff%ed%a0%80&tag=%ff")

    assert response.status_code == 200
    assert response.json()["items"] == []


def test_list_filters_by_tag(client: Client, user: Account) -> None:
    tag = unique("tag")
    post = publish(client, user, tags=[tag, "other"])
    publish(client, user, tags=["other"])

    assert ids(client, tag=tag.upper()) == [post["id"]]
    assert ids(client, tag=unique("none")) == []


@pytest.mark.parametrize("field", ["title", "body"])
@pytest.mark.parametrize(
    ("text", "searched"), [("Ada", "aDA"), ("ŁÓDŹ", "łódź"), ("100%_\\", "100%_\\")]
)
def test_list_searches_ignoring_case(
    client: Client, user: Account, field: str, text: str, searched: str
) -> None:
    marker = unique("x")
    post = publish(client, user, **{field: f"On {text}{marker} and more"})
    publish(client, user, **{field: f"On 100 of another{marker}"})

    assert ids(client, q=f"{searched}{marker.upper()}") == [post["id"]]


def test_reading_counts_views(client: Client, user: Account) -> None:
    post = publish(client, user)
    path = f"/api/posts/{post['id']}"

    views = [client.get(path).json()["views"] for _ in range(3)]

    assert views == [1, 2, 3]
    assert client.get(path).json()["updated_at"] == post["updated_at"]


def test_listing_counts_no_views(client: Client, user: Account) -> None:
    post = publish(client, user)
    ids(client, author_id=user.id)

    assert client.get(f"/api/posts/{post['id']}").json()["views"] == 1


def test_head_reads_a_post_without_a_view(client: Client, user: Account) -> None:
    post = publish(client, user)
    path = f"/api/posts/{post['id']}"
    client.get(path)

    response = client.head(path)

    assert response.status_code == 200
    assert response.content == b""
    assert response.headers["content-type"].startswith("application/json")
    assert client.get(path).json()["views"] == 2


def test_head_is_refused_as_get_is(
    client: Client, user: Account, other_user: Account
) -> None:
    path = f"/api/posts/{write(client, user)['id']}"

    assert client.head("/api/posts/0").status_code == 422
    assert client.head(path, headers=other_user.headers).status_code == 404
    assert client.head(path, headers=user.headers).status_code == 200
    assert client.head("/api/posts", headers=bearer("no token")).status_code == 401


def test_draft_of_another_user_is_not_found(
    client: Client, user: Account, other_user: Account
) -> None:
    path = f"/api/posts/{write(client, user)['id']}"

    check_problem(client.get(path), 404, "not_found")
    check_problem(client.get(path, headers=other_user.headers), 404, "not_found")
    for method in ("PATCH", "DELETE"):
        body: dict[str, str] | None = {} if method == "PATCH" else None
        response = client.request(method, path, headers=other_user.headers, json=body)
        check_problem(response, 404, "not_found")
    assert client.get(path, headers=user.headers).json()["views"] == 1


def test_post_is_changed_by_author_and_admin(
    client: Client, user: Account, admin: Account
) -> None:
    post = publish(client, user, tags=["one"])
    path = f"/api/posts/{post['id']}"

    response = client.patch(path, json={"title": "By author"}, headers=user.headers)
    assert response.status_code == 200
    changed = response.json()
    assert changed.pop("updated_at") > post["updated_at"]
    del post["updated_at"]
    assert changed == {**post, "title": "By author"}

    tags = ["Two", "b", "one", "B", "a"]
    response = client.patch(path, json={"tags": tags}, headers=admin.headers)
    assert response.json()["title"] == "By author"
    assert response.json()["tags"] == ["a", "b", "one", "two"]
    response = client.get(path, headers=user.headers)
    assert response.json()["tags"] == ["a", "b", "one", "two"]


def test_post_is_published_and_withdrawn(client: Client, user: Account) -> None:
    path = f"/api/posts/{write(client, user)['id']}"

    def change(*, published: bool) -> str | None:
        body = {"published": published}
        response = client.patch(path, json=body, headers=user.headers)
        moment: str | None = response.json()["published_at"]
        return moment

    first = change(published=True)
    assert first
    assert first.endswith("Z")
    assert change(published=True) == first
    assert change(published=False) is None
    check_problem(client.get(path), 404, "not_found")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"title": ""}, "/title"),
        ({"body": None}, "/body"),
        ({"tags": [""]}, "/tags/0"),
        ({"author": 1}, "/author"),
    ],
)
def test_change_is_refused(
    client: Client, user: Account, change: dict[str, object], pointer: str
) -> None:
    path = f"/api/posts/{write(client, user)['id']}"
    response = client.patch(path, json=change, headers=user.headers)

    assert pointers(response) == [pointer]


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_post_of_another_is_not_changed(
    client: Client, user: Account, other_user: Account, method: str
) -> None:
    post = publish(client, user)
    path = f"/api/posts/{post['id']}"
    body = {"title": "Mine now"} if method == "PATCH" else None

    response = client.request(method, path, headers=other_user.headers, json=body)

    check_problem(response, 403, "forbidden")
    assert client.get(path).json()["title"] == post["title"]


def test_post_is_deleted(client: Client, user: Account) -> None:
    path = f"/api/posts/{publish(client, user, tags=['kept'])['id']}"

    response = client.delete(path, headers=user.headers)

    assert response.status_code == 204
    check_problem(client.get(path), 404, "not_found")
    check_problem(client.delete(path, headers=user.headers), 404, "not_found")


def test_posts_are_deleted_with_their_author(
    client: Client, new_user: Account, admin: Account
) -> None:
    path = f"/api/posts/{publish(client, new_user, tags=['kept'])['id']}"

    response = client.delete(f"/api/users/{new_user.id}", headers=admin.headers)

    assert response.status_code == 204
    check_problem(client.get(path), 404, "not_found")


@pytest.mark.parametrize("post_id", ["0", "x", str(2**63), "9" * 5000])
def test_id_is_checked(client: Client, post_id: str) -> None:
    assert pointers(client.get(f"/api/posts/{post_id}")) == ["path.post_id"]
