"""The webhook that is called when a post is published."""

import hmac
import json
from base64 import b64decode
from collections.abc import Iterator
from queue import SimpleQueue
from typing import Any

import httpx2
import pytest
import stamina
from httpx2 import MockTransport, Request, Response

from app.config import get_settings
from app.outbound.process import client
from app.posts import service
from app.posts.models import Post
from tests.factories import make_user

pytestmark = pytest.mark.django_db

URL = "https://receiver.example/hook"
SECRET = "s" * 32
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

    http = httpx2.Client(transport=MockTransport(answer))
    monkeypatch.setattr(client, "http", http)
    stamina.set_testing(True, attempts=2)
    yield received
    stamina.set_testing(False)


@pytest.fixture
def webhook(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("WEBHOOK_URL", URL)
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
    get_settings.cache_clear()
    yield
    monkeypatch.undo()
    get_settings.cache_clear()


@pytest.fixture
def committing(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks(execute=True)


def publish() -> Post:
    return service.create(author=make_user(), data={**POST, "published": True})


@pytest.mark.usefixtures("webhook")
def test_published_post_is_announced(
    committing: Any, received: SimpleQueue[Request]
) -> None:
    with committing:
        post = publish()

    request = received.get(timeout=5)
    message = json.loads(request.content)
    assert (request.method, str(request.url)) == ("POST", URL)
    assert message.keys() == {"event", "id", "occurred_at", "post"}
    assert message["event"] == "post.published"
    assert message["id"] == request.headers["webhook-id"]
    assert message["occurred_at"].endswith("Z")
    assert message["post"].items() >= {"id": post.pk, "title": post.title}.items()
    assert message["post"]["tags"] == ["news"]
    assert message["post"]["author"] == {"id": post.author.pk, "name": post.author.name}
    assert message["post"]["published_at"].endswith("Z")


@pytest.mark.usefixtures("webhook")
def test_draft_is_announced_once_it_is_published(
    committing: Any, received: SimpleQueue[Request]
) -> None:
    with committing:
        draft = service.create(author=make_user(), data=POST)
        for _ in range(2):
            service.update(draft, changes={"published": True})
        post = publish()

    messages = [json.loads(received.get(timeout=5).content) for _ in range(2)]
    assert {message["post"]["id"] for message in messages} == {draft.pk, post.pk}
    assert received.empty()


@pytest.mark.usefixtures("webhook")
def test_signature_verifies(committing: Any, received: SimpleQueue[Request]) -> None:
    with committing:
        publish()

    request = received.get(timeout=5)
    version, _, signature = request.headers["webhook-signature"].partition(",")
    signed = (
        f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}."
    ).encode() + request.content
    assert version == "v1"
    assert b64decode(signature) == hmac.digest(SECRET.encode(), signed, "sha256")


@pytest.mark.usefixtures("webhook")
def test_failed_call_is_repeated_with_the_same_id(
    committing: Any, received: SimpleQueue[Request], status: list[int]
) -> None:
    status.append(500)
    with committing:
        publish()

    first, second = received.get(timeout=5), received.get(timeout=5)
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.content == second.content


def test_nothing_is_sent_without_a_url(
    committing: Any, received: SimpleQueue[Request]
) -> None:
    with committing:
        publish()

    assert received.empty()
