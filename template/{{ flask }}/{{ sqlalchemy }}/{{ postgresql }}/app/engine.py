"""The engine: PostgreSQL, driven by psycopg."""

from sqlalchemy import Engine, make_url
from sqlalchemy import create_engine as create_sqlalchemy_engine

from app import driver
from app.config import Settings


def create_engine(settings: Settings) -> Engine:
    address = settings.database_url.get_secret_value()
    url = make_url(address)
    return create_sqlalchemy_engine(
        url.set(drivername="postgresql+psycopg", query={}),
        connect_args=driver.arguments(address),
        pool_size=20,
        max_overflow=0,  # such a connection would be closed after each use
        pool_pre_ping=True,
    )
