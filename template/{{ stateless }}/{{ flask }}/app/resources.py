"""Extensions of the application, and checks of its readiness."""

from collections.abc import Callable
from typing import Protocol

from flask import Flask

from app.config import Settings


class Extension(Protocol):
    def init_app(self, app: Flask, settings: Settings) -> None:
        """Set up the extension for an application.

        Extensions of libraries don't take settings: set them up in `create_app`.
        """


EXTENSIONS: list[Extension] = [
    # For example, a client of another service.
]

# A check raises an exception if the service can't work.
CHECKS: dict[str, Callable[[], None]] = {
    # For example, a request to another service.
}
