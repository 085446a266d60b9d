"""The resources that the application opens and closes."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from fastapi import FastAPI

from app import main
from tests.conftest import make_client


def test_resources_are_closed_in_reverse(monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[str] = []

    def resource(name: str) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
        @asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            events.append(f"{name} opens")
            yield
            events.append(f"{name} closes")

        return lifespan

    monkeypatch.setattr(main, "RESOURCES", [resource("one"), resource("two")])

    with make_client():
        assert events == ["one opens", "two opens"]

    assert events[2:] == ["two closes", "one closes"]
