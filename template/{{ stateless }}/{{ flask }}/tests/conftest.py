"""Fixtures of the application."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from httpx2 import Client

from app import log
from app.config import Settings, get_settings
from app.main import create_app
from tests.wsgi import Transport

pytest_plugins = ["tests.floor"]


@pytest.fixture
def log_level_info() -> Iterator[None]:
    """Log as by default. The other tests log less, which is faster."""
    log.configure(Settings(log_level="INFO"))
    yield
    log.configure(get_settings())


def client_of(app: Flask) -> Client:
    return Client(transport=Transport(app), base_url="http://testserver")


@pytest.fixture(scope="session")
def app() -> Flask:
    return create_app(Settings())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def app_client(app: Flask) -> Iterator[Client]:
    with client_of(app) as client:
        yield client


@pytest.fixture
def app_client_with() -> Iterator[Callable[..., Client]]:
    with ExitStack() as stack:

        def make(**settings: Any) -> Client:
            app = create_app(Settings(**settings))
            return stack.enter_context(client_of(app))

        yield make
