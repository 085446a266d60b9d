"""What a task runs in: the application, and a transaction of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from app.database import db


@contextmanager
def task_context(app: Flask) -> Iterator[None]:
    """Commit at the end of the task, or roll back if it raises an exception."""
    with app.app_context(), db.unit_of_work():
        yield
