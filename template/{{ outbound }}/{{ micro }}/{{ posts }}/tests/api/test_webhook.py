"""The webhook that is called when a post is published."""

import hmac
import json
from base64 import b64decode
from collections.abc import Callable, Iterator
from queue import SimpleQueue

import pytest
import stamina
from httpx2 import Client, MockTransport, Request, Response

from app.outbound import client as outbound
from tests.api.accounts import Account, register

SECRET = "s" * 32
WEBHOOK = {"webhook_url": "https://receiver.example/hook", "webhook_secret": SECRET}
POST = {"title": "A title", "body": "Text", "tags": ["news"]}


@pytest.fixture
def status() -> list[int]:
    """What the receiver answers, one after the other, and then 204."""
    return []


@pytest.fixture
def received(
    status: list[int], monkeypatch: pytest.MonkeyPatch
) -> Iterator[SimpleQueue[Request]]:
    received: SimpleQueue[Request] = SimpleQueue()

    def answer(request: Request) -> Response:
        received.put(request)
        return Response(status.pop(0) if status else 204)

    monkeypatch.setattr(outbound, "Transport", lambda bounds: MockTransport(answer))
    stamina.set_testing(True, attempts=2)
    yield received
    stamina.set_testing(False)


@pytest.fixture
def client(
    received: SimpleQueue[Request], client_with: Callable[..., Client]
) -> Client:
    return client_with(**WEBHOOK)


@pytest.fixture
def author(client: Client) -> Account:
    return register(client)


def publish(client: Client, author: Account) -> dict[str, object]:
    body = {**POST, "published": True}
    response = client.post("/api/posts", json=body, headers=author.headers)
    assert response.status_code == 201
    post: dict[str, object] = response.json()
    return post


def test_published_post_is_announced(
    client: Client, author: Account, received: SimpleQueue[Request]
) -> None:
    post = publish(client, author)

    request = received.get(timeout=5)
    message = json.loads(request.content)
    assert (request.method, str(request.url)) == ("POST", WEBHOOK["webhook_url"])
    assert message.keys() == {"event", "id", "occurred_at", "post"}
    assert message["event"] == "post.published"
    assert message["id"] == request.headers["webhook-id"]
    assert message["occurred_at"].endswith("Z")
    assert message["post"] == post


def test_draft_is_announced_once_it_is_published(
    client: Client, author: Account, received: SimpleQueue[Request]
) -> None:
    draft = client.post("/api/posts", json=POST, headers=author.headers).json()
    path = f"/api/posts/{draft['id']}"
    for _ in range(2):
        client.patch(path, json={"published": True}, headers=author.headers)
    post = publish(client, author)

    messages = [json.loads(received.get(timeout=5).content) for _ in range(2)]
    assert {message["post"]["id"] for message in messages} == {draft["id"], post["id"]}
    assert received.empty()


def test_signature_verifies(
    client: Client, author: Account, received: SimpleQueue[Request]
) -> None:
    publish(client, author)

    request = received.get(timeout=5)
    version, _, signature = request.headers["webhook-signature"].partition(",")
    signed = (
        f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}."
    ).encode() + request.content
    expected = hmac.digest(SECRET.encode(), signed, "sha256")
    assert version == "v1"
    assert b64decode(signature) == expected


def test_failed_call_is_repeated_with_the_same_id(
    client: Client,
    author: Account,
    received: SimpleQueue[Request],
    status: list[int],
) -> None:
    status.append(500)
    publish(client, author)

    first, second = received.get(timeout=5), received.get(timeout=5)
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.content == second.content


def test_nothing_is_sent_without_a_url(
    received: SimpleQueue[Request], client_with: Callable[..., Client]
) -> None:
    client = client_with()

    publish(client, register(client))

    assert received.empty()
