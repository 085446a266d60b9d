"""The engine: MySQL or MariaDB, driven by mysqlclient."""

from sqlalchemy import Engine, make_url
from sqlalchemy import create_engine as create_sqlalchemy_engine

from app import checkout, dialect, driver, driver_errors, pool
from app.config import Settings


def create_engine(settings: Settings) -> Engine:
    url = make_url(settings.database_url.get_secret_value())
    engine = create_sqlalchemy_engine(
        url.set(drivername="mysql+mysqldb"),
        connect_args={
            **dialect.CONNECT_ARGS,
            **driver.limits(settings.database_timeout_seconds),
        },
        **dialect.ENGINE_OPTIONS,
        **pool.options(settings),
    )
    driver_errors.watch(engine)
    checkout.watch(engine)
    return engine
