"""The database of the tests: on the server of the settings, under a name of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex
from urllib.parse import unquote, urlsplit

from app.config import Settings
from tests import sql
from tests.server import execute


def url_for_tests() -> str:
    """Name a database of this run alone: two runs at once don't touch each other's."""
    url = urlsplit(Settings().database_url.get_secret_value())
    return url._replace(path=f"{url.path}_test_{token_hex(4)}").geturl()


@contextmanager
def created(url: str) -> Iterator[None]:
    """Create the database, and drop it in the end."""
    name = unquote(urlsplit(url).path[1:])
    server = urlsplit(url)._replace(path=f"/{sql.DATABASE}").geturl()
    execute(server, sql.create(name))
    yield
    execute(server, sql.drop(name))


def without_tables(url: str) -> str:
    """The URL of a database on that server in which no migration has run."""
    return urlsplit(url)._replace(path=f"/{sql.DATABASE}").geturl()


def refusing(url: str) -> str:
    """The URL of a server that is not there."""
    credentials, at, _ = urlsplit(url).netloc.rpartition("@")
    return urlsplit(url)._replace(netloc=f"{credentials}{at}127.0.0.1:1").geturl()
