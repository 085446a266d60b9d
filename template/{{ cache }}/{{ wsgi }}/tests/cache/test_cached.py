"""Cached values."""

import pytest
from pydantic import TypeAdapter

from app.cache import cached
from app.cache.cached import Cached, Store

NUMBERS = Cached("numbers", TypeAdapter(list[int]), seconds=60)


class Source:
    """What a value is computed from. `reads` counts how often that happened."""

    def __init__(self) -> None:
        self.reads = 0

    def __call__(self) -> list[int]:
        self.reads += 1
        return [self.reads]


def test_value_is_computed_once(store: Store) -> None:
    source = Source()

    values = [NUMBERS.get(store, source) for _ in range(3)]

    assert values == [[1]] * 3


def test_each_key_has_a_value(store: Store) -> None:
    source = Source()

    values = [NUMBERS.get(store, source, key=key) for key in ("a", "b", "a")]

    assert values == [[1], [2], [1]]


def test_invalidated_value_is_computed_again(store: Store) -> None:
    source = Source()
    for key in ("a", "b"):
        NUMBERS.get(store, source, key=key)

    NUMBERS.invalidate(store, key="a")

    values = [NUMBERS.get(store, source, key=key) for key in ("a", "b")]
    assert values == [[3], [2]]


def test_value_from_before_an_invalidation_is_not_kept(store: Store) -> None:
    def compute() -> list[int]:
        NUMBERS.invalidate(store)  # by a request that commits meanwhile
        return [0]

    assert NUMBERS.get(store, compute) == [0]

    assert NUMBERS.get(store, Source()) == [1]


def test_value_of_another_type_is_computed_again(store: Store) -> None:
    words = Cached("numbers", TypeAdapter(list[str]), seconds=60)
    NUMBERS.get(store, Source())

    def compute() -> list[str]:
        return ["word"]

    assert words.get(store, compute) == ["word"]


def test_another_version_is_another_value(store: Store) -> None:
    newer = Cached("numbers", TypeAdapter(list[int]), seconds=60, version=2)
    source = Source()

    assert NUMBERS.get(store, source) == [1]
    assert newer.get(store, source) == [2]


def test_failure_is_not_kept(store: Store) -> None:
    def fail() -> list[int]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        NUMBERS.get(store, fail)

    assert NUMBERS.get(store, Source()) == [1]


def test_wait_for_another_caller_is_bounded(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cached, "WAIT_SECONDS", 0.05)
    source = Source()

    def compute() -> list[int]:
        # The other caller is this one, which doesn't end before.
        return [*NUMBERS.get(store, source), 0]

    assert NUMBERS.get(store, compute) == [1, 0]
