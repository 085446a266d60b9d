"""Running statements on the server, outside any transaction."""

import asyncio
from collections.abc import Iterable

from pydantic import SecretStr

from app.config import Settings
from app.engine import connect


def execute(url: str, *statements: str) -> None:
    asyncio.run(send(url, statements))


async def send(url: str, statements: Iterable[str]) -> None:
    connected = await connect(Settings(database_url=SecretStr(url)))
    for statement in statements:
        await connected.execute(statement)
    await connected.close()
