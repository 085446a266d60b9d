"""The engine for MySQL and MariaDB, with asyncmy as its driver."""

from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app import checkout, dialect, driver, driver_errors, pool, timeouts
from app.config import Settings


def create_engine(settings: Settings) -> AsyncEngine:
    address = settings.database_url.get_secret_value()
    url = make_url(address)
    connect_args = {**dialect.CONNECT_ARGS, **driver.arguments(address)}
    engine = create_async_engine(
        url.set(drivername="mysql+asyncmy", query={}),
        connect_args={
            **timeouts.limited(connect_args, settings.database_timeout_seconds),
            "async_creator_fn": timeouts.connect,
        },
        **dialect.ENGINE_OPTIONS,
        **pool.options(settings),
    )
    driver_errors.watch(engine.sync_engine)
    checkout.watch(engine)
    return engine
