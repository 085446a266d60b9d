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
    """Send both operations twice at once.

    Returns:
        The responses, and the fields that have to be stored now, if the row still is:
        what only one of the two sets can't be lost by the other.
    """
    requests = [
        partial(operation.send, scene) for operation in (one, one, other, other)
    ]
    responses = at_once(requests)
    expected: dict[str, Any] = {}
    for operation, rival, own in (
        (one, other, responses[:2]),
        (other, one, responses[2:]),
    ):
        if any(response.is_success for response in own):
            expected |= {
                name: value
                for name, value in operation.effect.items()
                if rival.effect.get(name, value) == value
            }
    return responses, expected
