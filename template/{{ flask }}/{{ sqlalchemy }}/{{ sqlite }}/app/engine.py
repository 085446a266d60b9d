"""The engine for SQLite, with sqlite3 as its driver."""

from sqlalchemy import Engine, make_url
from sqlalchemy import create_engine as create_sqlalchemy_engine

from app import dialect, driver_errors, pool
from app.config import Settings


def create_engine(settings: Settings) -> Engine:
    url = make_url(settings.database_url.get_secret_value())
    engine = create_sqlalchemy_engine(
        url.set(drivername="sqlite+pysqlite"),
        connect_args=dialect.connect_args(settings.database_timeout_seconds),
        **pool.options(settings),
    )
    dialect.prepare(engine)
    driver_errors.watch(engine)
    return engine
