"""Fixtures of the tests of the cache."""

import pytest

from app.cache.cached import Store
from app.cache.stores import MemoryStore


@pytest.fixture
def store() -> Store:
    return MemoryStore()
