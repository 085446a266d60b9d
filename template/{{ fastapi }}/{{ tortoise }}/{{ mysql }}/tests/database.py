"""The database of the tests: on the server of the settings, under a name of its own."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import asyncmy
from pydantic import SecretStr

from app.config import Settings
from app.engine import connection

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
    told = connection(Settings(database_url=SecretStr(url)))["credentials"]
    server = {name: told[name] for name in ("host", "port", "user", "password")}
    name = told["database"].replace("`", "``")
    async with asyncmy.connect(**server) as connected, connected.cursor() as cursor:
        await cursor.execute(f"DROP DATABASE IF EXISTS `{name}`")
        if not drop_only:
            await cursor.execute(f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4")
