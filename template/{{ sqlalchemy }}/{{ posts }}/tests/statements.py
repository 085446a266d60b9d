"""Statements sent to the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

# The count, the posts with their authors, the tags.
OF_A_LIST = 3


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the statements, except for the savepoints of the tests."""
    sent: list[str] = []

    def collect(connection: object, cursor: object, statement: str, *_: object) -> None:
        if "SAVEPOINT" not in statement:
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", collect)
    yield sent
    event.remove(Engine, "before_cursor_execute", collect)
