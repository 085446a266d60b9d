"""The engine: PostgreSQL, driven by asyncpg."""

from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.config import Settings


def create_engine(settings: Settings) -> AsyncEngine:
    url = make_url(settings.database_url.get_secret_value())
    if "sslmode" in url.query:  # asyncpg calls libpq's parameter "ssl"
        query = dict(url.query)
        query["ssl"] = query.pop("sslmode")
        url = url.set(query=query)
    return create_async_engine(
        url.set(drivername="postgresql+asyncpg"),
        pool_size=20,
        max_overflow=0,  # such a connection would be closed after each use
        pool_pre_ping=True,
    )
