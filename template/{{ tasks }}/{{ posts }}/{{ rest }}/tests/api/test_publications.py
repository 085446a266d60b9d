"""Scheduled publications of drafts."""

import pytest
from httpx2 import Client, Response

from tests.api.accounts import Account
from tests.api.problems import check_problem, pointers
from tests.api.test_posts import publish, write

TIME = "2099-12-31T23:00:00Z"


def path(post: dict[str, object]) -> str:
    return f"/api/posts/{post['id']}/publication"


def schedule(
    client: Client, author: Account, post: dict[str, object], time: object = TIME
) -> Response:
    body = {"publish_at": time}
    return client.put(path(post), json=body, headers=author.headers)


def test_publication_is_scheduled(client: Client, user: Account) -> None:
    draft = write(client, user)

    response = schedule(client, user, draft)

    assert response.status_code == 200
    assert response.json() == {"publish_at": TIME}
    read = client.get(path(draft), headers=user.headers)
    assert read.json() == {"publish_at": TIME}
    assert client.head(path(draft), headers=user.headers).status_code == 200


def test_time_can_be_changed(client: Client, user: Account) -> None:
    draft = write(client, user)
    schedule(client, user, draft)

    response = schedule(client, user, draft, "2100-01-01T01:00:00+02:00")

    assert response.json() == {"publish_at": "2099-12-31T23:00:00Z"}
    schedule(client, user, draft, "2100-01-01T00:00:00Z")
    read = client.get(path(draft), headers=user.headers)
    assert read.json() == {"publish_at": "2100-01-01T00:00:00Z"}


def test_publication_can_be_cancelled(client: Client, user: Account) -> None:
    draft = write(client, user)
    schedule(client, user, draft)

    assert client.delete(path(draft), headers=user.headers).status_code == 204

    for method in ("GET", "DELETE"):
        response = client.request(method, path(draft), headers=user.headers)
        check_problem(response, 404, "not_found")


@pytest.mark.parametrize(
    "time",
    [
        "2020-01-01T00:00:00Z",
        "2099-12-31T23:00:00",
        "9999-12-31T23:59:59-23:59",
        "tomorrow",
        "",
        None,
    ],
)
def test_invalid_time_is_refused(client: Client, user: Account, time: object) -> None:
    draft = write(client, user)

    response = schedule(client, user, draft, time)

    check_problem(response, 422, "validation_error")
    assert pointers(response) == ["/publish_at"]


def test_published_post_cannot_be_scheduled(client: Client, user: Account) -> None:
    post = publish(client, user)

    check_problem(schedule(client, user, post), 409, "already_published")


def test_publication_by_hand_ends_the_schedule(client: Client, user: Account) -> None:
    draft = write(client, user)
    schedule(client, user, draft)
    url = f"/api/posts/{draft['id']}"

    for published in (True, False):
        client.patch(url, json={"published": published}, headers=user.headers)

    response = client.get(path(draft), headers=user.headers)
    check_problem(response, 404, "not_found")


def test_scheduled_draft_can_be_deleted(client: Client, user: Account) -> None:
    draft = write(client, user)
    schedule(client, user, draft)

    url = f"/api/posts/{draft['id']}"
    assert client.delete(url, headers=user.headers).status_code == 204


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_only_the_author_and_admins_may_schedule(
    client: Client, user: Account, other_user: Account, admin: Account, method: str
) -> None:
    draft = write(client, user)
    post = publish(client, user)
    schedule(client, user, draft)
    body = {"publish_at": TIME} if method == "PUT" else None

    def answer(to: Account, post: dict[str, object]) -> Response:
        return client.request(method, path(post), json=body, headers=to.headers)

    check_problem(answer(other_user, draft), 404, "not_found")
    check_problem(answer(other_user, post), 403, "forbidden")
    assert answer(admin, draft).status_code in (200, 204)
