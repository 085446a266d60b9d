"""The engine: SQLite, driven by Python's own module."""

from sqlalchemy import Engine, make_url
from sqlalchemy import create_engine as create_sqlalchemy_engine

from app import dialect
from app.config import Settings


def create_engine(settings: Settings) -> Engine:
    url = make_url(settings.database_url.get_secret_value())
    engine = create_sqlalchemy_engine(
        url.set(drivername="sqlite+pysqlite"),
        connect_args=dialect.CONNECT_ARGS,
        pool_size=20,
        max_overflow=0,  # such a connection would be closed after each use
    )
    dialect.prepare(engine)
    return engine
