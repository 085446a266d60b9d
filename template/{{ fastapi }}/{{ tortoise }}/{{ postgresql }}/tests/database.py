"""The database of the tests: on the server of the settings, under a name of its own."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

import asyncpg  # type: ignore[import-untyped]

from app.config import Settings

SUFFIX = "_test"


def url_for_tests() -> str:
    """The URL of the settings with a name that ends in `_test`: no other is touched."""
    url = urlsplit(Settings().database_url.get_secret_value())
    return url._replace(path=url.path.removesuffix(SUFFIX) + SUFFIX).geturl()


@contextmanager
def created(url: str) -> Iterator[None]:
    """Create the database anew, and drop it in the end."""
    asyncio.run(recreate(url, drop_only=False))
    yield
    asyncio.run(recreate(url, drop_only=True))


async def recreate(url: str, *, drop_only: bool) -> None:
    server = urlsplit(url)._replace(path="/postgres").geturl()
    name = unquote(urlsplit(url).path[1:]).replace('"', '""')
    connection = await asyncpg.connect(server)
    await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    if not drop_only:
        await connection.execute(f'CREATE DATABASE "{name}"')
    await connection.close()
