"""Fixtures of the tests of the cache."""

import pytest
from django.core.cache.backends.locmem import LocMemCache

from app.cache.cached import Store


@pytest.fixture
def store() -> Store:
    store = LocMemCache("tests of the cache", {})
    store.clear()
    return store
