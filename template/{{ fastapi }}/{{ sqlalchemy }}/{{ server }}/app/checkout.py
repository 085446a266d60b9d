"""The check of a pooled connection before it is used."""

from sqlalchemy import event, exc
from sqlalchemy.engine import AdaptedConnection
from sqlalchemy.ext.asyncio import AsyncEngine

from app import timeouts


def watch(engine: AsyncEngine) -> None:
    """Have dead connections replaced.

    SQLAlchemy's own `pool_pre_ping` would wait for one as long as for any statement.
    """
    event.listen(engine.sync_engine, "checkout", check)


def check(connection: AdaptedConnection, *_: object) -> None:
    if not connection.run_async(timeouts.is_alive):
        raise exc.DisconnectionError
