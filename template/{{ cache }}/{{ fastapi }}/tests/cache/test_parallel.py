"""Parallel callers of one cached value."""

import asyncio

from pydantic import TypeAdapter

from app.cache.cached import Cached, Store

NUMBERS = Cached("numbers", TypeAdapter(list[int]), seconds=60)


async def test_parallel_misses_compute_once(store: Store) -> None:
    computed: list[int] = []
    arrived = 0
    all_arrived = asyncio.Event()

    async def compute() -> list[int]:
        computed.append(1)
        await all_arrived.wait()
        return [7]

    async def get() -> list[int]:
        nonlocal arrived
        arrived += 1
        if arrived == 100:
            all_arrived.set()
        return await NUMBERS.get(store, compute)

    values = await asyncio.gather(*(get() for _ in range(100)))

    assert values == [[7]] * 100
    assert computed == [1]
