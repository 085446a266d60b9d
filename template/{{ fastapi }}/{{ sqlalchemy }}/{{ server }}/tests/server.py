"""Statements for the server, outside of any transaction."""

import asyncio
from collections.abc import Iterable

from pydantic import SecretStr

from app.config import Settings
from app.engine import create_engine


def execute(url: str, *statements: str) -> None:
    asyncio.run(send(url, statements))


async def send(url: str, statements: Iterable[str]) -> None:
    engine = create_engine(Settings(database_url=SecretStr(url)))
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        for statement in statements:
            await connection.exec_driver_sql(statement)
    await engine.dispose()
