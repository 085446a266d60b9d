"""Operations that are sent at the same time, and what has to come of them."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from threading import Barrier
from typing import Any, Generic, TypeVar

from httpx2 import Response

S = TypeVar("S")

# 401 is for callers whose account or token another operation ended.
ANSWERS = {200, 201, 204, 401, 403, 404, 409, 422}


@dataclass(frozen=True)
class Operation(Generic[S]):
    """A request of a scene, and the fields that it sets if it succeeds."""

    send: Callable[[S], Response]
    effect: Mapping[str, object] = field(default_factory=dict)


def at_once(requests: Sequence[Callable[[], Response]]) -> list[Response]:
    """Send the requests at the same time, each in a thread of its own."""
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
        The responses, and the fields that have to be stored now, if the row still is:
        what only one of the two sets can't be lost by the other.
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
