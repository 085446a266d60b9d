"""The engine for MySQL and MariaDB, with mysqlclient as its driver."""

from sqlalchemy import Engine, make_url
from sqlalchemy import create_engine as create_sqlalchemy_engine

from app import checkout, dialect, driver, driver_errors, pool, timeouts
from app.config import Settings


def create_engine(settings: Settings) -> Engine:
    address = settings.database_url.get_secret_value()
    url = make_url(address)
    connect_args = {**dialect.CONNECT_ARGS, **driver.arguments(address)}
    engine = create_sqlalchemy_engine(
        url.set(drivername="mysql+mysqldb", query={}),
        connect_args=timeouts.limited(connect_args, settings.database_timeout_seconds),
        **dialect.ENGINE_OPTIONS,
        **pool.options(settings),
    )
    driver_errors.watch(engine)
    checkout.watch(engine)
    return engine
