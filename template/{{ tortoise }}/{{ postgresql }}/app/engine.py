"""The database engine: PostgreSQL, with asyncpg."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from tortoise.backends.base.config_generator import expand_db_url

from app import asyncpg_client, driver, timeouts
from app.config import Settings


def connection(settings: Settings) -> dict[str, Any]:
    """Return Tortoise's configuration of the connection."""
    url = settings.database_url.get_secret_value()
    credentials = expand_db_url(url.partition("?")[0])["credentials"]
    arguments = driver.arguments(url)
    limited = timeouts.limited(arguments, settings.database_timeout_seconds)
    credentials |= {**limited, "maxsize": settings.database_pool_size}
    return {"engine": asyncpg_client.__name__, "credentials": credentials}


async def connect(settings: Settings) -> asyncpg.Connection:
    """Open a connection outside the pool."""
    credentials = connection(settings)["credentials"]
    del credentials["maxsize"]
    return await asyncpg.connect(**credentials)


@asynccontextmanager
async def migration_lock(settings: Settings) -> AsyncIterator[None]:
    """Hold a lock that lets one process migrate at a time."""
    connected = await connect(settings)
    try:
        async with connected.transaction():
            statement = "SELECT pg_advisory_xact_lock(hashtext('migrations'))"
            await connected.execute(statement)
            yield
    finally:
        await connected.close()
