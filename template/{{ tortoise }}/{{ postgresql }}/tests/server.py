"""Statements for the server, outside of any transaction."""

import asyncio
from collections.abc import Iterable

import asyncpg  # type: ignore[import-untyped]


def execute(url: str, *statements: str) -> None:
    asyncio.run(send(url, statements))


async def send(url: str, statements: Iterable[str]) -> None:
    connection = await asyncpg.connect(url)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()
