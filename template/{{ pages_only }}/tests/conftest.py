"""Fixtures for all tests."""

from collections.abc import Iterator

import pytest

from app import log
from app.config import Settings, get_settings
from app.limiter import get_limiter
from app.users.models import User
from tests.factories import make_user

pytest_plugins = ["tests.floor"]


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Reset the rate limiter before each test."""
    get_limiter.cache_clear()


@pytest.fixture
def log_level_info() -> Iterator[None]:
    """Log at INFO, the default; other tests log less to be faster."""
    log.configure(Settings(log_level="INFO"))
    yield
    log.configure(get_settings())


@pytest.fixture
def user(db: None) -> User:
    return make_user()


@pytest.fixture
def other_user(db: None) -> User:
    return make_user(name="Another")
