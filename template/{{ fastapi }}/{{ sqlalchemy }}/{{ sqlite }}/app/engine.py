"""The engine: SQLite, driven by aiosqlite."""

from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app import dialect
from app.config import Settings


def create_engine(settings: Settings) -> AsyncEngine:
    url = make_url(settings.database_url.get_secret_value())
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"),
        connect_args=dialect.CONNECT_ARGS,
        pool_size=20,
        max_overflow=0,  # such a connection would be closed after each use
    )
    dialect.prepare(engine.sync_engine)
    return engine
