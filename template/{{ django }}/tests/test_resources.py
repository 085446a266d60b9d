"""Resources of the process."""

import atexit
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps as installed

from app import resources


def test_resources_close_in_reverse_order(monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[str] = []
    at_exit: list[Callable[[], None]] = []

    @contextmanager
    def resource(name: str) -> Iterator[None]:
        events.append(f"{name} opens")
        yield
        events.append(f"{name} closes")

    monkeypatch.setattr(resources, "RESOURCES", [resource("one"), resource("two")])
    monkeypatch.setattr(atexit, "register", at_exit.append)

    installed.get_app_config("app").ready()

    assert events == ["one opens", "two opens"]
    (close,) = at_exit
    close()
    assert events[2:] == ["two closes", "one closes"]
