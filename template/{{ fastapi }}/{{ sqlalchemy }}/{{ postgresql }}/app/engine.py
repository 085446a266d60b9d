"""The engine: PostgreSQL, driven by asyncpg."""

from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app import driver
from app.config import Settings


def create_engine(settings: Settings) -> AsyncEngine:
    address = settings.database_url.get_secret_value()
    url = make_url(address)
    connect_args = driver.arguments(address)
    if "statement_cache_size" in connect_args:
        # SQLAlchemy prepares each statement and keeps it, unless told otherwise.
        connect_args["prepared_statement_cache_size"] = 0
        connect_args["prepared_statement_name_func"] = lambda: ""
    return create_async_engine(
        url.set(drivername="postgresql+asyncpg", query={}),
        connect_args=connect_args,
        pool_size=20,
        max_overflow=0,  # such a connection would be closed after each use
        pool_pre_ping=True,
    )
