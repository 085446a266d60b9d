"""The engine: PostgreSQL, driven by asyncpg."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from tortoise.backends.base.config_generator import expand_db_url

from app import driver
from app.config import Settings


def connection(settings: Settings) -> dict[str, Any]:
    """Describe the database: Tortoise's module for it, and the driver's arguments."""
    url = settings.database_url.get_secret_value()
    described = expand_db_url(url.partition("?")[0])
    options = driver.arguments(url)
    dsn = options.pop("dsn", None)

    async def connect_by_dsn(_: None, **kwargs: Any) -> asyncpg.Connection:
        """Connect as Tortoise would, which knows no DSN."""
        return await asyncpg.connect(dsn, **kwargs)

    described["credentials"] |= {**options, "connect": connect_by_dsn, "maxsize": 20}
    return described


async def connect(settings: Settings) -> asyncpg.Connection:
    """Open a connection outside of the pool."""
    credentials = connection(settings)["credentials"]
    names = ("host", "port", "user", "password", "database", "server_settings")
    server = {name: credentials[name] for name in names if name in credentials}
    return await credentials["connect"](None, **server)


@asynccontextmanager
async def migration_lock(settings: Settings) -> AsyncIterator[None]:
    """Wait until no other process migrates; keep them waiting meanwhile."""
    connected = await connect(settings)
    try:
        async with connected.transaction():
            statement = "SELECT pg_advisory_xact_lock(hashtext('migrations'))"
            await connected.execute(statement)
            yield
    finally:
        await connected.close()
