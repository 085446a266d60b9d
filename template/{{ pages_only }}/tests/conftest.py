"""Fixtures that the tests share."""

from collections.abc import Iterator

import pytest

from app import log
from app.config import Settings, get_settings
from app.limiter import get_limiter
from app.users.models import User
from tests.factories import make_user


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Forget what the tests before have counted."""
    get_limiter.cache_clear()


@pytest.fixture
def log_level_info() -> Iterator[None]:
    """Log as much as by default; the other tests are quicker with less."""
    log.configure(Settings(log_level="INFO"))
    yield
    log.configure(get_settings())


@pytest.fixture
def user(db: None) -> User:
    return make_user()


@pytest.fixture
def other_user(db: None) -> User:
    return make_user(name="Another")
