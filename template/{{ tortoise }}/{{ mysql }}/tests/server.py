"""Running statements on the server, outside any transaction."""

import asyncio
from collections.abc import Iterable

from pydantic import SecretStr

from app.config import Settings
from app.engine import connect


def execute(url: str, *statements: str) -> None:
    asyncio.run(send(url, statements))


async def send(url: str, statements: Iterable[str]) -> None:
    settings = Settings(database_url=SecretStr(url))
    async with connect(settings) as connected, connected.cursor() as cursor:
        for statement in statements:
            await cursor.execute(statement)
