"""The database of the tests: on the server of the settings, under a name of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import SecretStr
from sqlalchemy import URL, make_url, text

from app.config import Settings
from app.engine import create_engine

SUFFIX = "_test"


def url_for_tests() -> str:
    """The URL of the settings with a name that ends in `_test`: no other is touched."""
    url = make_url(Settings().database_url.get_secret_value())
    name = (url.database or "").removesuffix(SUFFIX) + SUFFIX
    return render(url.set(database=name))


@contextmanager
def created(url: str) -> Iterator[None]:
    """Create the database anew, and drop it in the end."""
    recreate(make_url(url), drop_only=False)
    yield
    recreate(make_url(url), drop_only=True)


def recreate(url: URL, *, drop_only: bool) -> None:
    server = render(url.set(database="postgres"))
    engine = create_engine(Settings(database_url=SecretStr(server)))
    name = engine.dialect.identifier_preparer.quote(url.database or "")
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        if not drop_only:
            connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()


def render(url: URL) -> str:
    return url.render_as_string(hide_password=False)
