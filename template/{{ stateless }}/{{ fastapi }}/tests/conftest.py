"""Fixtures: the application under test, and clients of it."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import ASGITransport, AsyncClient

from app import log
from app.config import Settings, get_settings
from app.main import create_app, lifespan

pytest_plugins = ["tests.floor"]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


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
async def app() -> AsyncIterator[FastAPI]:
    app = create_app(Settings())
    async with lifespan(app):
        yield app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app=app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


@pytest.fixture(scope="session")
def app_client() -> Iterator[TestClient]:
    with make_client() as client:
        yield client


@pytest.fixture
def app_client_with() -> Iterator[Callable[..., TestClient]]:
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(make_client(**settings))
