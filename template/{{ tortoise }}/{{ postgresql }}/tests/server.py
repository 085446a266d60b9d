"""Statements for the server, outside of any transaction."""

import asyncio
from collections.abc import Iterable

from pydantic import SecretStr

from app.config import Settings
from app.engine import connection


def execute(url: str, *statements: str) -> None:
    asyncio.run(send(url, statements))


async def send(url: str, statements: Iterable[str]) -> None:
    told = connection(Settings(database_url=SecretStr(url)))["credentials"]
    names = ("host", "port", "user", "password", "database")
    server = {name: told[name] for name in names if name in told}
    connected = await told["connect"](None, **server)
    for statement in statements:
        await connected.execute(statement)
    await connected.close()
