"""Extensions of the application."""

import pytest
from flask import Flask

from app import main
from app.config import Settings


class Extension:
    def __init__(self) -> None:
        self.calls: list[tuple[Flask, Settings]] = []

    def init_app(self, app: Flask, settings: Settings) -> None:
        self.calls.append((app, settings))


def test_application_sets_up_its_extensions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, two, settings = Extension(), Extension(), Settings()
    monkeypatch.setattr(main, "EXTENSIONS", [one, two])

    app = main.create_app(settings)

    assert one.calls == two.calls == [(app, settings)]
