"""Parallel callers of one cached value."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

from pydantic import TypeAdapter

from app.cache.cached import Cached, Store

NUMBERS = Cached("numbers", TypeAdapter(list[int]), seconds=60)


def test_parallel_misses_compute_once(store: Store) -> None:
    computed: list[int] = []
    arrived: list[int] = []
    lock, all_arrived = Lock(), Event()

    def compute() -> list[int]:
        computed.append(1)
        all_arrived.wait(timeout=10)
        return [7]

    def get() -> list[int]:
        with lock:
            arrived.append(1)
            if len(arrived) == 100:
                all_arrived.set()
        return NUMBERS.get(store, compute)

    with ThreadPoolExecutor(max_workers=100) as threads:
        values = [each.result() for each in [threads.submit(get) for _ in range(100)]]

    assert values == [[7]] * 100
    assert computed == [1]
