"""The engine for PostgreSQL, with psycopg as its driver."""

from typing import Any

from sqlalchemy import Engine, event, make_url
from sqlalchemy import create_engine as create_sqlalchemy_engine

from app import checkout, driver, driver_errors, pool, timeouts
from app.config import Settings


def create_engine(settings: Settings) -> Engine:
    address = settings.database_url.get_secret_value()
    url = make_url(address)
    engine = create_sqlalchemy_engine(
        url.set(drivername="postgresql+psycopg", query={}),
        connect_args=driver.arguments(address),
        **pool.options(settings),
    )
    seconds = settings.database_timeout_seconds

    @event.listens_for(engine, "do_connect")
    def connect(
        dialect: object, record: object, args: list[Any], kwargs: dict[str, Any]
    ) -> timeouts.Connection:
        return timeouts.connect(*args, seconds=seconds, **kwargs)

    driver_errors.watch(engine)
    checkout.watch(engine)
    return engine
