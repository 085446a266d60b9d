"""What a task runs in: the application."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask


@contextmanager
def task_context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield
