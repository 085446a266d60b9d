"""What happens to posts at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from httpx2 import Client, Response

from tests.api.accounts import Account, unique


def test_views_in_parallel_all_count(
    parallel_client: Client, make_user: Callable[..., Account]
) -> None:
    author = make_user(parallel_client)
    body = {"title": "A title", "body": "Some text.", "published": True}
    post = parallel_client.post("/api/posts", json=body, headers=author.headers).json()
    path = f"/api/posts/{post['id']}"

    def read(_: int) -> Response:
        return parallel_client.get(path)

    with ThreadPoolExecutor(max_workers=10) as executor:
        statuses = {response.status_code for response in executor.map(read, range(100))}

    assert statuses == {200}
    assert parallel_client.get(path).json()["views"] == 101


def test_requests_that_introduce_one_tag_both_succeed(
    parallel_client: Client, make_user: Callable[..., Account]
) -> None:
    author = make_user(parallel_client)
    tags = [unique("tag") for _ in range(5)]

    def write(number: int) -> Response:
        body = {
            "title": "A title",
            "body": "Some text.",
            "tags": tags if number % 2 else tags[::-1],
        }
        return parallel_client.post("/api/posts", json=body, headers=author.headers)

    with ThreadPoolExecutor(max_workers=8) as executor:
        statuses = [response.status_code for response in executor.map(write, range(8))]

    assert statuses == [201] * 8
    page = parallel_client.get(
        "/api/posts", params={"tag": tags[0]}, headers=author.headers
    ).json()
    assert page["total"] == 8
