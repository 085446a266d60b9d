"""Collecting the statements sent to the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from playhouse.test_utils import count_queries

# The count, the posts with their authors, the tags.
OF_A_LIST = 3


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the statements sent to the database, except the tests' savepoints."""
    sent: list[str] = []
    with count_queries() as counter:
        yield sent
    for query in counter.get_queries():
        statement, _ = query.msg
        if "SAVEPOINT" not in statement:
            sent.append(statement)
