"""The database of the tests: on the server of the settings, under a name of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from peewee import Entity
from pydantic import SecretStr

from app.config import Settings
from app.pool import create_pool

SUFFIX = "_test"


def url_for_tests() -> str:
    """The URL of the settings with a name that ends in `_test`: no other is touched."""
    url = urlsplit(Settings().database_url.get_secret_value())
    return url._replace(path=url.path.removesuffix(SUFFIX) + SUFFIX).geturl()


@contextmanager
def created(url: str) -> Iterator[None]:
    """Create the database anew, and drop it in the end."""
    recreate(url, drop_only=False)
    yield
    recreate(url, drop_only=True)


def recreate(url: str, *, drop_only: bool) -> None:
    parts = urlsplit(url)
    server = parts._replace(path="/postgres").geturl()
    pool = create_pool(Settings(database_url=SecretStr(server)))
    name, _ = pool.get_sql_context().sql(Entity(parts.path[1:])).query()
    with pool.connection_context():
        pool.execute_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        if not drop_only:
            pool.execute_sql(f"CREATE DATABASE {name}")
    pool.close_all()
