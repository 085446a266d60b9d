"""The engine: PostgreSQL, driven by psycopg."""

from typing import Any

from sqlalchemy import Engine, event, make_url
from sqlalchemy import create_engine as create_sqlalchemy_engine

from app import checkout, driver, driver_errors, pool
from app.config import Settings


def create_engine(settings: Settings) -> Engine:
    url = make_url(settings.database_url.get_secret_value())
    engine = create_sqlalchemy_engine(
        url.set(drivername="postgresql+psycopg"), **pool.options(settings)
    )
    connection_class = driver.limited(settings.database_timeout_seconds)

    @event.listens_for(engine, "do_connect")
    def connect(
        dialect: object, record: object, args: list[Any], kwargs: dict[str, Any]
    ) -> driver.Connection:
        return connection_class.connect(*args, **kwargs)

    driver_errors.watch(engine)
    checkout.watch(engine)
    return engine
