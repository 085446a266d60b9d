"""What an application is bound to."""

import pytest
from flask import Flask

from app import main
from app.config import Settings


class Extension:
    def __init__(self) -> None:
        self.bound: list[tuple[Flask, Settings]] = []

    def init_app(self, app: Flask, settings: Settings) -> None:
        self.bound.append((app, settings))


def test_application_is_bound_to_its_extensions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, two, settings = Extension(), Extension(), Settings()
    monkeypatch.setattr(main, "EXTENSIONS", [one, two])

    app = main.create_app(settings)

    assert one.bound == two.bound == [(app, settings)]
