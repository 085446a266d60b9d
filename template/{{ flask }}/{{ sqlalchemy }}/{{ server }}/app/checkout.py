"""The check of a pooled connection before it is used."""

from typing import Any

from sqlalchemy import Engine, event, exc

from app import timeouts


def watch(engine: Engine) -> None:
    """Have dead connections replaced.

    SQLAlchemy's own `pool_pre_ping` would wait for one as long as for any statement.
    """
    event.listen(engine, "checkout", check)


def check(connection: Any, *_: object) -> None:
    if not timeouts.is_alive(connection):
        raise exc.DisconnectionError
