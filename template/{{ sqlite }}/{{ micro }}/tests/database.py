"""The database of the tests: a file of their own."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

PREFIX = "tests-"


def url_for_tests() -> str:
    """Name a file of this process alone, so that runs don't share a database."""
    return f"sqlite:///{tempfile.gettempdir()}/{PREFIX}{token_hex(8)}/tests.db"


@contextmanager
def created(url: str) -> Iterator[None]:
    """Create the folder of the file, and delete both in the end."""
    folder = Path(url.removeprefix("sqlite:///")).parent
    folder.mkdir()
    yield
    shutil.rmtree(folder)


def without_tables(url: str) -> str:
    """The URL of a file beside that one in which no migration has run."""
    return url.replace("tests.db", "empty.db")


def refusing(url: str) -> str:
    """The URL of a file that can't be opened."""
    return url.replace("tests.db", "missing/tests.db")
