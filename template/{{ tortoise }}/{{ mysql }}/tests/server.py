"""Statements for the server, outside of any transaction."""

import asyncio
from collections.abc import Iterable

import asyncmy
from pydantic import SecretStr

from app.config import Settings
from app.engine import connection


def execute(url: str, *statements: str) -> None:
    asyncio.run(send(url, statements))


async def send(url: str, statements: Iterable[str]) -> None:
    told = connection(Settings(database_url=SecretStr(url)))["credentials"]
    names = ("host", "port", "user", "password", "ssl", "unix_socket")
    server = {name: told[name] for name in names if name in told}
    async with asyncmy.connect(**server) as connected, connected.cursor() as cursor:
        for statement in statements:
            await cursor.execute(statement)
