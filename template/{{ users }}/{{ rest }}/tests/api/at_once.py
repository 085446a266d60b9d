"""Parallel requests."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from threading import Barrier
from typing import Generic, TypeVar

from httpx2 import Response

S = TypeVar("S")

# 401: another request has deleted the caller or revoked the token.
STATUSES = {200, 201, 204, 401, 403, 404, 409, 422}


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
        assert response.status_code in STATUSES, response.text
    return responses


def collide(
    operations: Iterable[Operation[S]], scene: S
) -> tuple[list[Response], dict[str, list[object]]]:
    """Send the operations at the same time, each of them twice.

    Returns:
        The responses, and the values that successful requests set, by field.
    """
    senders = list(operations) * 2
    responses = at_once([partial(sender.send, scene) for sender in senders])
    written: dict[str, list[object]] = {}
    for sender, response in zip(senders, responses, strict=True):
        if response.is_success:
            for name, value in sender.effect.items():
                written.setdefault(name, []).append(value)
    return responses, written


def check_no_update_is_lost(
    stored: Mapping[str, object], written: Mapping[str, list[object]]
) -> None:
    """Check that each field has one of the values that were set."""
    for name, values in written.items():
        assert stored[name] in values, name
