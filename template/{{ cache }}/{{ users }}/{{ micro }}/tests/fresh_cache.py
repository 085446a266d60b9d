"""A pytest plugin that empties the cache before each test, since tests roll back."""

import pytest

from app.cache import memory


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    memory.clear()
