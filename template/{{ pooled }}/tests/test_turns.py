"""Threads that use the database, and those that wait for it."""

from concurrent.futures import ThreadPoolExecutor, wait

import pytest

from app import turns
from app.errors import UnavailableError
from app.turns import WAITING, Turns


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Turns:
    """All turns are taken."""
    monkeypatch.setattr(turns, "MOMENT_SECONDS", 0.01)
    monkeypatch.setattr(turns, "WAIT_SECONDS", 10)
    all_taken = Turns(WAITING)
    for _ in range(WAITING):
        all_taken.begin()
    return all_taken


def test_turn_that_has_ended_is_taken_by_another(taken: Turns) -> None:
    taken.end()

    taken.begin()


def test_only_few_wait_for_turns_that_do_not_end(taken: Turns) -> None:
    with ThreadPoolExecutor(max_workers=WAITING + 1) as threads:
        begun = [threads.submit(taken.begin) for _ in range(WAITING + 1)]
        refused, waiting = wait(begun, return_when="FIRST_COMPLETED")
        for _ in waiting:
            taken.end()

    assert isinstance(refused.pop().exception(), UnavailableError)
    assert [each.exception() for each in waiting] == [None] * WAITING
