"""A check of pooled connections before their use."""

from sqlalchemy import event, exc
from sqlalchemy.engine import AdaptedConnection
from sqlalchemy.ext.asyncio import AsyncEngine

from app import timeouts


def watch(engine: AsyncEngine) -> None:
    """Replace dead connections.

    SQLAlchemy's `pool_pre_ping` waits for a dead server as long as for any statement.
    """
    event.listen(engine.sync_engine, "checkout", check)


def check(connection: AdaptedConnection, *_: object) -> None:
    if not connection.run_async(timeouts.is_alive):
        raise exc.DisconnectionError
