"""The engine: MySQL or MariaDB, driven by asyncmy."""

from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app import checkout, dialect, driver, driver_errors, pool
from app.config import Settings


def create_engine(settings: Settings) -> AsyncEngine:
    url = make_url(settings.database_url.get_secret_value())
    engine = create_async_engine(
        url.set(drivername="mysql+asyncmy"),
        connect_args={
            **dialect.CONNECT_ARGS,
            **driver.limits(settings.database_timeout_seconds),
            "async_creator_fn": driver.connect,
        },
        **dialect.ENGINE_OPTIONS,
        **pool.options(settings),
    )
    driver_errors.watch(engine.sync_engine)
    checkout.watch(engine)
    return engine
