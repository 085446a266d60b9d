"""Parallel requests."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from threading import Barrier
from typing import Any, Generic, TypeVar

from httpx2 import Response

S = TypeVar("S")

# 401: another request has deleted the caller or revoked the token.
ANSWERS = {200, 201, 204, 401, 403, 404, 409, 422}


@dataclass(frozen=True)
class Operation(Generic[S]):
    """A request in a scene, and the fields that it sets if it succeeds."""

    send: Callable[[S], Response]
    effect: Mapping[str, object] = field(default_factory=dict)


def at_once(requests: Sequence[Callable[[], Response]]) -> list[Response]:
    """Send the requests at the same time, each in its own thread."""
    start = Barrier(len(requests), timeout=10)

    def send(request: Callable[[], Response]) -> Response:
        start.wait()
        return request()

    with ThreadPoolExecutor(max_workers=len(requests)) as executor:
        responses = list(executor.map(send, requests))
    for response in responses:
        assert response.status_code in ANSWERS, response.text
    return responses


def collide(
    one: Operation[S], other: Operation[S], scene: S
) -> tuple[list[Response], dict[str, Any]]:
    """Send both operations at once, and each of them twice.

    Returns:
        The responses, and the fields that the row must have now if it still exists:
        an operation must not overwrite what only the other one sets.
    """
    senders = [(one, other), (other, one)] * 2
    responses = at_once([partial(sender.send, scene) for sender, _ in senders])
    expected = {
        name: value
        for (sender, rival), response in zip(senders, responses, strict=True)
        for name, value in sender.effect.items()
        if response.is_success and rival.effect.get(name, value) == value
    }
    return responses, expected
