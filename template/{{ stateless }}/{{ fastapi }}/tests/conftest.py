"""The application under test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app import log
from app.config import Settings, get_settings
from app.main import create_app


@pytest.fixture
def log_level_info() -> Iterator[None]:
    """Log as much as by default; the other tests are quicker with less."""
    log.configure(Settings(log_level="INFO"))
    yield
    log.configure(get_settings())


def make_client(**settings: Any) -> TestClient:
    app = create_app(Settings(**settings))
    # What the service would answer, rather than the exception itself.
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture(scope="session")
def app_client() -> Iterator[TestClient]:
    with make_client() as client:
        yield client


@pytest.fixture
def app_client_with() -> Iterator[Callable[..., TestClient]]:
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(make_client(**settings))
