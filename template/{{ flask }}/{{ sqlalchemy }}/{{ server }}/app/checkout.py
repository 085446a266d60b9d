"""A check of pooled connections before their use."""

from typing import Any

from sqlalchemy import Engine, event, exc

from app import timeouts


def watch(engine: Engine) -> None:
    """Replace dead connections.

    SQLAlchemy's `pool_pre_ping` waits for a dead server as long as for any statement.
    """
    event.listen(engine, "checkout", check)


def check(connection: Any, *_: object) -> None:
    if not timeouts.is_alive(connection):
        raise exc.DisconnectionError
