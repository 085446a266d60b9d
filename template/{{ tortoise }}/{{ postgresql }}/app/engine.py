"""The engine: PostgreSQL, driven by asyncpg."""

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

    async def connect(_: None, **kwargs: Any) -> asyncpg.Connection:
        """Connect as Tortoise would, which knows no DSN."""
        return await asyncpg.connect(dsn, **kwargs)

    described["credentials"] |= {**options, "connect": connect, "maxsize": 20}
    return described
