"""The engine: PostgreSQL, driven by asyncpg."""

from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app import checkout, driver, driver_errors, pool
from app.config import Settings


def create_engine(settings: Settings) -> AsyncEngine:
    url = make_url(settings.database_url.get_secret_value())
    if "sslmode" in url.query:  # asyncpg calls libpq's parameter "ssl"
        query = dict(url.query)
        query["ssl"] = query.pop("sslmode")
        url = url.set(query=query)
    engine = create_async_engine(
        url.set(drivername="postgresql+asyncpg"),
        connect_args=driver.limits(settings.database_timeout_seconds),
        **pool.options(settings),
    )
    driver_errors.watch(engine.sync_engine)
    checkout.watch(engine)
    return engine
