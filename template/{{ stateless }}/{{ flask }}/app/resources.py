"""What the application depends on: bound to it at the start, checked by readiness."""

from collections.abc import Callable
from typing import Protocol

from flask import Flask

from app.config import Settings


class Extension(Protocol):
    def init_app(self, app: Flask, settings: Settings) -> None:
        """Bind it to an application, and close with that what it opens.

        Bind the extension of a library, which takes no settings, in `create_app`.
        """


EXTENSIONS: list[Extension] = [
    # Such as a client of another service.
]

# A check returns when the service can work, and raises when it can't.
CHECKS: dict[str, Callable[[], None]] = {
    # Such as whether another service answers.
}
