"""Posts, if users have to verify their e-mail address before they write."""

from collections.abc import Callable

from httpx2 import Client

from tests.api.accounts import register
from tests.api.mails import Mail
from tests.api.problems import check_problem


def test_posts_are_written_once_the_address_is_verified(
    client_with: Callable[..., Client], inbox: list[Mail]
) -> None:
    client = client_with(require_verified_email=True)
    headers = register(client).headers
    post = {"title": "Title", "body": "Body"}

    for path, body in (("/api/posts", post), ("/api/posts/import", [post])):
        response = client.post(path, json=body, headers=headers)
        check_problem(response, 403, "email_not_verified")
    for method in ("PATCH", "DELETE"):
        json: dict[str, str] | None = {} if method == "PATCH" else None
        response = client.request(method, "/api/posts/1", json=json, headers=headers)
        check_problem(response, 403, "email_not_verified")
    assert client.get("/api/posts", headers=headers).json()["items"] == []

    client.post("/api/auth/verify-email", json={"token": inbox[0].token})
    assert client.post("/api/posts", json=post, headers=headers).status_code == 201
