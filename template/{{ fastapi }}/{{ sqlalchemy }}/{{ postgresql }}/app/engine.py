"""The engine for PostgreSQL, with asyncpg as its driver."""

from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app import checkout, driver, driver_errors, pool, timeouts
from app.config import Settings


def create_engine(settings: Settings) -> AsyncEngine:
    address = settings.database_url.get_secret_value()
    url = make_url(address)
    connect_args = driver.arguments(address)
    if "statement_cache_size" in connect_args:
        # By default SQLAlchemy prepares each statement and caches it.
        connect_args["prepared_statement_cache_size"] = 0
        connect_args["prepared_statement_name_func"] = lambda: ""
    engine = create_async_engine(
        url.set(drivername="postgresql+asyncpg", query={}),
        connect_args=timeouts.limited(connect_args, settings.database_timeout_seconds),
        **pool.options(settings),
    )
    driver_errors.watch(engine.sync_engine)
    checkout.watch(engine)
    return engine
