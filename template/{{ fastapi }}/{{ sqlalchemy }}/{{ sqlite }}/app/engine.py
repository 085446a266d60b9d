"""The engine for SQLite, with aiosqlite as its driver."""

from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app import dialect, driver_errors, pool
from app.config import Settings


def create_engine(settings: Settings) -> AsyncEngine:
    url = make_url(settings.database_url.get_secret_value())
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"),
        connect_args=dialect.connect_args(settings.database_timeout_seconds),
        **pool.options(settings),
    )
    dialect.prepare(engine.sync_engine)
    driver_errors.watch(engine.sync_engine)
    return engine
