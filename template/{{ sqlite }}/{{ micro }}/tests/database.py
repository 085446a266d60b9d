"""The database of the tests: a file of their own."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "tests-"


def url_for_tests() -> str:
    return f"sqlite:///{tempfile.mkdtemp(prefix=PREFIX)}/tests.db"


@contextmanager
def created(url: str) -> Iterator[None]:
    """Delete the file in the end."""
    folder = Path(url.removeprefix("sqlite:///")).parent
    yield
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()


def without_tables(url: str) -> str:
    """The URL of a file beside that one in which no migration has run."""
    return url.replace("tests.db", "empty.db")


def refusing(url: str) -> str:
    """The URL of a file that can't be opened."""
    return url.replace("tests.db", "missing/tests.db")
