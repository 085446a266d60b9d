"""The engine: PostgreSQL, driven by asyncpg."""

from typing import Any

from tortoise.backends.base.config_generator import expand_db_url

from app.config import Settings


def connection(settings: Settings) -> dict[str, Any]:
    """Describe the database: Tortoise's module for it, and the driver's arguments."""
    described = expand_db_url(settings.database_url.get_secret_value())
    credentials = described["credentials"]
    if "sslmode" in credentials:  # asyncpg calls libpq's parameter "ssl"
        credentials["ssl"] = credentials.pop("sslmode")
    credentials["maxsize"] = 20
    return described
