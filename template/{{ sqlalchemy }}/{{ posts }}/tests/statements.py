"""The statements that are sent to the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

# The count, the posts with their authors, the tags.
OF_A_LIST = 3


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect what is sent to the database, but for the tests' own savepoints."""
    sent: list[str] = []

    def collect(connection: object, cursor: object, statement: str, *_: object) -> None:
        if "SAVEPOINT" not in statement:
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", collect)
    yield sent
    event.remove(Engine, "before_cursor_execute", collect)
